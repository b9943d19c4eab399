import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import type { ServerConnection } from '@jupyterlab/services';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { PromiseDelegate, Token } from '@lumino/coreutils';

import type {
  IChatGates,
  IGenerations,
  IOpenChats,
  IPageSource,
  IPreferences,
  IServerSource,
  IStopActions
} from '../generations';
import { Notices } from './notices';
import { TRANSLATION_DOMAIN } from './translation';

/**
 * What works on the chats of a page.
 */
export interface IServices {
  readonly generations: IGenerations;
  readonly actions: IStopActions;
  readonly chats: IOpenChats;
  readonly preferences: IPreferences;
  /**
   * Takes the models that run in the page, which mark what they leave by the gates.
   */
  readonly addPage: <T extends IPageSource>(
    make: (gates: IChatGates) => T
  ) => T;
  /**
   * What else is loaded with them, for the plugins of this extension.
   */
  readonly late: typeof import('./late');
}

/**
 * The services, which are loaded with the first chat and not before.
 */
export interface ILateServices {
  /**
   * The services, where they are loaded.
   */
  readonly current: IServices | null;

  /**
   * Resolved when they are loaded, whoever asked for them.
   */
  readonly loaded: Promise<IServices>;

  /**
   * Load them, where that has not been done. What fails is tried again with the next call.
   */
  load(): Promise<IServices>;
}

export const ILateServices = new Token<ILateServices>(
  'jupyter-stop-stream:ILateServices',
  'The answers in the chats of this page. Wait for `loaded` to offer Stop elsewhere; only where a chat is shown, call `load`.'
);

/**
 * Services that a function loads.
 */
export class LateServices implements ILateServices {
  /**
   * @param load - Called once, unless it fails.
   */
  constructor(load: () => Promise<IServices>) {
    this._load = load;
  }

  get current(): IServices | null {
    return this._current;
  }

  get loaded(): Promise<IServices> {
    return this._loaded.promise;
  }

  load(): Promise<IServices> {
    this._loading ??= this._begin();
    return this._loading;
  }

  private async _begin(): Promise<IServices> {
    try {
      const services = await this._load();
      this._current = services;
      this._loaded.resolve(services);
      return services;
    } catch (reason) {
      this._loading = null;
      throw reason;
    }
  }

  private readonly _load: () => Promise<IServices>;
  private readonly _loaded = new PromiseDelegate<IServices>();
  private _loading: Promise<IServices> | null = null;
  private _current: IServices | null = null;
}

/**
 * Provides the services. The settings are found by this plugin's id.
 */
export const servicesPlugin: JupyterFrontEndPlugin<ILateServices> = {
  id: 'jupyter-stop-stream:settings',
  description:
    'Loads what works on the chats with the first of them, and has the settings of it.',
  autoStart: true,
  provides: ILateServices,
  optional: [ISettingRegistry, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    registry: ISettingRegistry | null,
    translator: ITranslator | null
  ) => {
    const notices = new Notices();
    const trans = (translator ?? nullTranslator).load(TRANSLATION_DOMAIN);
    let hasFailed = false;

    const load = async (): Promise<IServices> => {
      const late = await import('./late');
      const preferences = late.preferencesIn(registry, servicesPlugin.id);
      const { serverSettings } = app.serviceManager;
      const generations = new late.JoinedGenerations(
        serverWith(late, serverSettings, () => preferences.values.isCellLeft)
      );
      const gates = new late.ChatGates(generations, preferences);
      const actions = new late.StopActions({
        generations,
        gates,
        notices,
        trans
      });
      const chats = new late.OpenChats({
        actions,
        inFront: () => app.shell.currentWidget?.node ?? null,
        open: (filepath, inSidePanel) =>
          app.commands.execute('jupyterlab-chat:open', {
            filepath,
            inSidePanel
          })
      });
      const addPage: IServices['addPage'] = make => {
        const page = make(gates);
        generations.add(page);
        return page;
      };
      return { generations, actions, chats, preferences, addPage, late };
    };

    return new LateServices(async () => {
      try {
        return await load();
      } catch (reason) {
        // Every chat tries again; what there is to know has been said.
        if (!hasFailed) {
          hasFailed = true;
          console.error('jupyter-stop-stream: it was not loaded.', reason);
          notices.fail(
            trans.__(
              'The Stop button could not be loaded. Reload the page to have it.'
            )
          );
        }
        throw reason;
      }
    });
  }
};

function serverWith(
  late: IServices['late'],
  serverSettings: ServerConnection.ISettings,
  leaves: () => boolean
): IServerSource {
  return new late.RemoteGenerations({ leaves, serverSettings });
}

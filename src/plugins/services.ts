import { IChatCommandRegistry } from '@jupyter/chat';
import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import type { ServerConnection } from '@jupyterlab/services';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';
import { Token } from '@lumino/coreutils';

import type {
  IChatGates,
  IGenerations,
  IOpenChats,
  IPageSource,
  IPreferences,
  IServerSource,
  IStopActions,
  StopAndSend
} from '../generations';
import { ILazy, Lazy } from './lazy';
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
  /**
   * What is loaded when a person first writes in any of its chats, and with the first answer there.
   */
  readonly withAnswers: ILazy<IWithAnswers>;
}

/**
 * What is there for answers.
 */
export type IWithAnswers = typeof import('./with-answers') & {
  readonly stopAndSend: StopAndSend;
};

/**
 * The services, which are loaded with the first chat and not before.
 */
export type ILateServices = ILazy<IServices>;

export const ILateServices = new Token<ILateServices>(
  'jupyter-stop-stream:ILateServices',
  'The answers in the chats of this page. Wait for `loaded` to offer Stop elsewhere; only where a chat is shown, call `load`.'
);

/**
 * Provides the services. The settings are found by this plugin's id.
 */
export const servicesPlugin: JupyterFrontEndPlugin<ILateServices> = {
  id: 'jupyter-stop-stream:settings',
  description:
    'Loads what works on the chats with the first of them, and has the settings of it.',
  autoStart: true,
  provides: ILateServices,
  optional: [ISettingRegistry, ITranslator, IChatCommandRegistry],
  activate: (
    app: JupyterFrontEnd,
    registry: ISettingRegistry | null,
    translator: ITranslator | null,
    chatCommands: IChatCommandRegistry | null
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
      const withAnswers = loadedWithAnswers(generations, {
        actions,
        keys: () => keysOf(app.commands, 'jupyter-stop-stream:stop-and-send'),
        notices,
        submit: input => chatCommands?.onSubmit(input),
        trans
      });
      return {
        generations,
        actions,
        chats,
        preferences,
        addPage,
        late,
        withAnswers
      };
    };

    return new Lazy(async () => {
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

/**
 * What is there for answers, which is loaded when any is told of, if nobody asks before. Where that
 * fails, the next news tries again.
 */
function loadedWithAnswers(
  generations: IServices['generations'],
  options: StopAndSend.IOptions
): IServices['withAnswers'] {
  const withAnswers = new Lazy(async () => {
    const loaded = await import(
      /* webpackChunkName: 'answers' */ './with-answers'
    );
    return { ...loaded, stopAndSend: new loaded.StopAndSend(options) };
  });
  const load = () => void withAnswers.load().catch(() => undefined);
  generations.told.connect(load);
  void withAnswers.loaded.then(() => generations.told.disconnect(load));
  return withAnswers;
}

/**
 * The keys of a command; empty without any.
 */
function keysOf(commands: CommandRegistry, id: string): readonly string[] {
  return commands.keyBindings.find(({ command }) => command === id)?.keys ?? [];
}

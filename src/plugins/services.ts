import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { PromiseDelegate, Token } from '@lumino/coreutils';

import { IOpenChats, IStopActions } from '../generations';

/**
 * What works on the chats of a page.
 */
export interface IServices {
  readonly actions: IStopActions;
  readonly chats: IOpenChats;
  /**
   * What else is loaded with them.
   */
  readonly late: typeof import('./late');
}

/**
 * The services, which are loaded with the first chat and not before.
 */
export class LateServices {
  /**
   * @param load - Called once, unless it fails.
   */
  constructor(load: () => Promise<IServices>) {
    this._load = load;
  }

  /**
   * The services, where they are loaded.
   */
  get current(): IServices | null {
    return this._current;
  }

  /**
   * Resolved when they are loaded, whoever asked for them.
   */
  get loaded(): Promise<IServices> {
    return this._loaded.promise;
  }

  /**
   * Load them, where that has not been done. What fails is tried again with the next call.
   */
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

export const ILateServices = new Token<LateServices>(
  'jupyter-stop-stream:ILateServices'
);

/**
 * Provides the services to the plugins of this extension that are there before any chat is open.
 */
export const servicesPlugin: JupyterFrontEndPlugin<LateServices> = {
  id: 'jupyter-stop-stream:services',
  description: 'Loads what works on the chats with the first of them.',
  autoStart: true,
  provides: ILateServices,
  activate: (app: JupyterFrontEnd) =>
    new LateServices(async () => {
      const [actions, chats, late] = await Promise.all([
        app.resolveRequiredService(IStopActions),
        app.resolveRequiredService(IOpenChats),
        import('./late')
      ]);
      return { actions, chats, late };
    })
};

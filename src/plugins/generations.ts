import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';

import { IGenerations } from '../generations';

/**
 * Provides the generations of the server, over one websocket for the page, or by REST.
 */
export const generationsPlugin: JupyterFrontEndPlugin<IGenerations> = {
  id: 'jupyter-stop-stream:generations',
  description: 'Provides the generations of the open chats.',
  autoStart: false,
  provides: IGenerations,
  activate: async (app: JupyterFrontEnd) => {
    const { EitherWay, RemoteGenerations, WayRound, WebSocketConnection } =
      await import('./late');
    const { serverSettings } = app.serviceManager;
    const connection = new EitherWay({
      webSocket: new WebSocketConnection({ serverSettings }),
      wayRound: new WayRound({ serverSettings })
    });
    return new RemoteGenerations(connection);
  }
};

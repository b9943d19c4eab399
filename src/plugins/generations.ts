import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';

import {
  EitherWay,
  RemoteGenerations,
  WayRound,
  WebSocketConnection
} from '../connection';
import { IGenerations } from '../generations';

/**
 * Provides the generations of the server, over one websocket for the page, or by REST.
 */
export const generationsPlugin: JupyterFrontEndPlugin<IGenerations> = {
  id: 'jupyter-stop-stream:generations',
  description: 'Provides the generations of the open chats.',
  autoStart: true,
  provides: IGenerations,
  activate: (app: JupyterFrontEnd) => {
    const { serverSettings } = app.serviceManager;
    const connection = new EitherWay({
      webSocket: new WebSocketConnection({ serverSettings }),
      wayRound: new WayRound({ serverSettings })
    });
    return new RemoteGenerations(connection);
  }
};

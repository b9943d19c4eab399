import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';

import { Connection, RemoteGenerations } from '../connection';
import { IGenerations } from '../generations';

/**
 * Provides the generations of the server, over one websocket for the page.
 */
export const generationsPlugin: JupyterFrontEndPlugin<IGenerations> = {
  id: 'jupyter-stop-stream:generations',
  description: 'Provides the generations of the open chats.',
  autoStart: true,
  provides: IGenerations,
  activate: (app: JupyterFrontEnd) => {
    const { serverSettings } = app.serviceManager;
    return new RemoteGenerations(new Connection({ serverSettings }));
  }
};

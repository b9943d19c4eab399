import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';

import { IOpenChats, IStopActions } from '../generations';

/**
 * Provides the chats that are open in this page.
 */
export const openChatsPlugin: JupyterFrontEndPlugin<IOpenChats> = {
  id: 'jupyter-stop-stream:open-chats',
  description: 'Provides the open chats, and the current one.',
  autoStart: false,
  provides: IOpenChats,
  requires: [IStopActions],
  activate: async (app: JupyterFrontEnd, actions: IStopActions) => {
    const { OpenChats } = await import('./late');
    return new OpenChats({
      actions,
      open: (filepath, inSidePanel) =>
        app.commands.execute('jupyterlab-chat:open', { filepath, inSidePanel })
    });
  }
};

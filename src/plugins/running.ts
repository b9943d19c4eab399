import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { IRunningSessionManagers } from '@jupyterlab/running';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { listGenerations } from '../connection';
import { IOpenChats, IStopActions } from '../generations';
import { Notices } from './notices';
// A few kilobytes of our own, and the panel asks for its sections at once.
// eslint-disable-next-line jupyter/prefer-lazy-imports
import { RunningAnswers } from './running-answers';
import { TRANSLATION_DOMAIN } from './translation';

/**
 * Shows the answers that are being written in the Running panel.
 */
export const runningPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-stop-stream:running',
  description: 'Adds the answers that are being written to the Running panel.',
  autoStart: true,
  requires: [IStopActions, IOpenChats],
  optional: [IRunningSessionManagers, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    actions: IStopActions,
    chats: IOpenChats,
    managers: IRunningSessionManagers | null,
    translator: ITranslator | null
  ) => {
    const { serverSettings } = app.serviceManager;
    managers?.add(
      new RunningAnswers({
        actions,
        chats,
        list: () => listGenerations(serverSettings),
        notices: new Notices(),
        trans: (translator ?? nullTranslator).load(TRANSLATION_DOMAIN)
      })
    );
  }
};

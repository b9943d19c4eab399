import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { IRunningSessionManagers } from '@jupyterlab/running';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

// The panel asks for its sections at once, and for what is in them.
// eslint-disable-next-line jupyter/prefer-lazy-imports
import { listGenerations } from '../connection';
// eslint-disable-next-line jupyter/prefer-lazy-imports
import { RunningAnswers } from './running-answers';
import { Notices } from './notices';
import { ILateServices, LateServices } from './services';
import { TRANSLATION_DOMAIN } from './translation';

/**
 * Shows the answers that are being written in the Running panel.
 */
export const runningPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-stop-stream:running',
  description: 'Adds the answers that are being written to the Running panel.',
  autoStart: true,
  requires: [ILateServices],
  optional: [IRunningSessionManagers, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    services: LateServices,
    managers: IRunningSessionManagers | null,
    translator: ITranslator | null
  ) => {
    const { serverSettings } = app.serviceManager;
    managers?.add(
      new RunningAnswers({
        list: () => listGenerations(serverSettings),
        notices: new Notices(),
        services,
        trans: (translator ?? nullTranslator).load(TRANSLATION_DOMAIN)
      })
    );
  }
};

import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { ILateServices } from './services';
import { TRANSLATION_DOMAIN } from './translation';

/**
 * Has a stop end what the answer has this page run, where jupyterlab-commands-toolkit is there.
 */
export const notebooksPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-stop-stream:notebooks',
  description:
    'Ends the cells that answers run by commands of JupyterLab, and refuses the commands of stopped answers.',
  autoStart: true,
  requires: [ILateServices],
  optional: [ITranslator],
  // JupyterLab opens no notebook before this is done, so that no connection to a kernel is missed.
  activate: async (
    app: JupyterFrontEnd,
    services: ILateServices,
    translator: ITranslator | null
  ): Promise<void> => {
    if (!app.hasPlugin(TOOLKIT)) {
      return;
    }
    try {
      const { AnswersCommands, StoppedGenerations } = await import(
        /* webpackChunkName: 'notebooks' */ '../notebooks'
      );
      const stopped = new StoppedGenerations();
      void services.loaded.then(({ actions }) => stopped.watch(actions));
      const { events, kernels } = app.serviceManager;
      const { commands, shell } = app;
      const trans = (translator ?? nullTranslator).load(TRANSLATION_DOMAIN);
      new AnswersCommands({
        commands,
        events,
        kernels,
        shell,
        stopped,
        trans
      });
    } catch (reason) {
      console.error(
        'jupyter-stop-stream: the commands of answers are not watched.',
        reason
      );
    }
  }
};

const TOOLKIT = 'jupyterlab-commands-toolkit:plugin';

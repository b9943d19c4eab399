import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { Notices } from './notices';
import { ILateServices, LateServices } from './services';
import { TRANSLATION_DOMAIN } from './translation';

/**
 * Notifies of answers whose end could not be saved.
 */
export const unsavedPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-stop-stream:unsaved',
  description: 'Notifies when the end of an answer could not be saved.',
  autoStart: true,
  requires: [ILateServices],
  optional: [ITranslator],
  activate: (
    _: JupyterFrontEnd,
    services: LateServices,
    translator: ITranslator | null
  ) => {
    void services.loaded.then(
      ({ actions, chats, late }) =>
        new late.UnsavedAnswers({
          chats,
          generations: actions.generations,
          notices: new Notices(),
          trans: (translator ?? nullTranslator).load(TRANSLATION_DOMAIN)
        })
    );
  }
};

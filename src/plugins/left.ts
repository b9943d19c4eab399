import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { IPreferences } from '../generations';
import { Notices } from './notices';
import { ILateServices, LateServices } from './services';
import { TRANSLATION_DOMAIN } from './translation';

/**
 * Notifies of the end of answers whose chat cannot be seen, where a person has set that.
 */
export const leftPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-stop-stream:left',
  description: 'Notifies when an answer ends whose chat cannot be seen.',
  autoStart: true,
  requires: [ILateServices, IPreferences],
  optional: [ITranslator],
  activate: (
    _: JupyterFrontEnd,
    services: LateServices,
    preferences: IPreferences,
    translator: ITranslator | null
  ) => {
    void services.loaded.then(({ actions, chats, late }) => {
      const notices = new Notices();
      return new late.LeftAnswers({
        actions,
        chats,
        preferences,
        tell: (message, offer) => notices.tell(message, offer),
        trans: (translator ?? nullTranslator).load(TRANSLATION_DOMAIN)
      });
    });
  }
};

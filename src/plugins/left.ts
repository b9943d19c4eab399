import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { IOpenChats, IPreferences, IStopActions } from '../generations';
import { LeftAnswers } from './left-answers';
import { Notices } from './notices';
import { TRANSLATION_DOMAIN } from './translation';

/**
 * Notifies of the end of answers whose chat cannot be seen, where a person has set that.
 */
export const leftPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-stop-stream:left',
  description: 'Notifies when an answer ends whose chat cannot be seen.',
  autoStart: true,
  requires: [IStopActions, IOpenChats, IPreferences],
  optional: [ITranslator],
  activate: (
    _: JupyterFrontEnd,
    actions: IStopActions,
    chats: IOpenChats,
    preferences: IPreferences,
    translator: ITranslator | null
  ) => {
    const notices = new Notices();
    new LeftAnswers({
      actions,
      chats,
      preferences,
      tell: (message, offer) => notices.tell(message, offer),
      trans: (translator ?? nullTranslator).load(TRANSLATION_DOMAIN)
    });
  }
};

import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { ChatGates } from '../chat';
import {
  IGenerations,
  IPreferences,
  IStopActions,
  Preferences,
  StopActions
} from '../generations';
import { Notices } from './notices';
import { TRANSLATION_DOMAIN } from './translation';

/**
 * Provides what a person can do, with the gates of the chats behind it.
 */
export const actionsPlugin: JupyterFrontEndPlugin<IStopActions> = {
  id: 'jupyter-stop-stream:actions',
  description: 'Provides Stop, Regenerate and Reload for the open chats.',
  autoStart: true,
  provides: IStopActions,
  requires: [IGenerations],
  optional: [ITranslator, IPreferences],
  activate: (
    _: JupyterFrontEnd,
    generations: IGenerations,
    translator: ITranslator | null,
    preferences: IPreferences | null
  ) =>
    new StopActions({
      generations,
      gates: new ChatGates(generations, preferences ?? new Preferences()),
      notices: new Notices(),
      trans: (translator ?? nullTranslator).load(TRANSLATION_DOMAIN)
    })
};

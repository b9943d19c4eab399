import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { IGenerations, IPreferences, IStopActions } from '../generations';
import { Notices } from './notices';
import { TRANSLATION_DOMAIN } from './translation';

/**
 * Provides what a person can do, with the gates of the chats behind it.
 */
export const actionsPlugin: JupyterFrontEndPlugin<IStopActions> = {
  id: 'jupyter-stop-stream:actions',
  description: 'Provides Stop, Regenerate and Reload for the open chats.',
  autoStart: false,
  provides: IStopActions,
  requires: [IGenerations],
  optional: [ITranslator, IPreferences],
  activate: async (
    _: JupyterFrontEnd,
    generations: IGenerations,
    translator: ITranslator | null,
    preferences: IPreferences | null
  ) => {
    const { ChatGates, StopActions } = await import('./late');
    return new StopActions({
      generations,
      gates: new ChatGates(generations, preferences ?? undefined),
      notices: new Notices(),
      trans: (translator ?? nullTranslator).load(TRANSLATION_DOMAIN)
    });
  }
};

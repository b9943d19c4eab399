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
import { ILateServices } from './services';
import { TRANSLATION_DOMAIN } from './translation';

/**
 * Shows the answers that are being written in the Running panel, and notifies of what does not show
 * in a chat that is seen.
 */
export const runningPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-stop-stream:running',
  description:
    'Adds the answers to the Running panel, and notifies of those that nobody sees.',
  autoStart: true,
  requires: [ILateServices],
  optional: [IRunningSessionManagers, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    services: ILateServices,
    managers: IRunningSessionManagers | null,
    translator: ITranslator | null
  ) => {
    const { serverSettings } = app.serviceManager;
    const notices = new Notices();
    const trans = (translator ?? nullTranslator).load(TRANSLATION_DOMAIN);
    managers?.add(
      new RunningAnswers({
        list: () => listGenerations(serverSettings),
        notices,
        services,
        trans
      })
    );
    void services.loaded.then(
      async ({ chats, generations, preferences, withAnswers }) => {
        const { BackgroundAnswers } = await withAnswers.loaded;
        return new BackgroundAnswers({
          chats,
          generations,
          preferences,
          tell: (message, offer) => notices.tell(message, offer),
          trans
        });
      }
    );
    void services.loaded.then(async ({ actions, preferences, withAnswers }) => {
      const { Limits } = await withAnswers.loaded;
      return new Limits({ actions, preferences });
    });
    void services.loaded.then(
      ({ chats, generations, late }) =>
        new late.UnsavedAnswers({ chats, generations, notices, trans })
    );
    void services.loaded.then(({ generations }) =>
      generations.outdated.connect(() =>
        notices.warn(
          trans.__(
            'The server was upgraded. This page speaks to it in an older way.'
          ),
          {
            label: trans.__('Reload the Page'),
            act: () => window.location.reload()
          }
        )
      )
    );
  }
};

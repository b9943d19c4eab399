import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { IRunningSessionManagers } from '@jupyterlab/running';
import {
  ITranslator,
  nullTranslator,
  TranslationBundle
} from '@jupyterlab/translation';
import { DisposableSet, IDisposable } from '@lumino/disposable';

// The panel asks for its sections at once, and for what is in them.
// eslint-disable-next-line jupyter/prefer-lazy-imports
import { listGenerations } from '../connection';
// eslint-disable-next-line jupyter/prefer-lazy-imports
import { RunningAnswers } from './running-answers';
import type { IOffer } from '../generations';
import { Notices } from './notices';
import { ILateServices } from './services';
import type { IServices } from './services';
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
    void services.loaded.then(async current => {
      const late = await current.withAnswers.loaded;
      tellOfLeftAnswers(late, current, { notices, shell: app.shell, trans });
    });
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

/**
 * What a person learns of answers while they are elsewhere.
 */
function tellOfLeftAnswers(
  late: typeof import('./with-answers'),
  { chats, generations, preferences }: IServices,
  {
    notices,
    shell,
    trans
  }: {
    readonly notices: Notices;
    readonly shell: JupyterFrontEnd.IShell;
    readonly trans: TranslationBundle;
  }
): IDisposable {
  const known = { chats, generations, preferences, trans };
  const notify = (message: string, offer: IOffer) =>
    notices.tell(message, offer);
  const panels = new late.ChatPanels({ chats, generations, shell });
  return DisposableSet.from([
    panels,
    new late.BackgroundAnswers({ ...known, tell: notify }),
    new late.TabDots({ ...known, panels }),
    new late.LeaveOffer({
      ...known,
      fail: message => notices.fail(message),
      notify,
      panels
    })
  ]);
}

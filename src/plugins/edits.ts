import type { JupyterFrontEnd } from '@jupyterlab/application';

import type { IEdits } from '../generations';

/**
 * The edits of stopped answers, as the server knows them and the notebooks of this page have them.
 * What that takes is loaded where it is needed.
 */
export function editsIn({
  commands,
  serviceManager,
  shell
}: JupyterFrontEnd): IEdits {
  const load = () =>
    import(/* webpackChunkName: 'notebooks-edits' */ './late-edits');
  return {
    of: async generationId =>
      (await load()).askForEdits(serviceManager.serverSettings, generationId),
    cellNumbers: async path =>
      (await load()).cellNumbers(shell.widgets('main'), path),
    takeBack: async edits => (await load()).takeBackAll(commands, edits)
  };
}

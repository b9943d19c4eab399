import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';

import { IGenerationSources } from '../generations';
// eslint-disable-next-line jupyter/prefer-lazy-imports -- `begin` answers in the task it is called in.
import { PageSources } from './page-sources';
import { ILateServices } from './services';

/**
 * Provides the place where models that run in the page tell of their answers.
 */
export const sourcesPlugin: JupyterFrontEndPlugin<IGenerationSources> = {
  id: 'jupyter-stop-stream:sources',
  description: 'Makes the answers of models that run in the page stoppable.',
  autoStart: true,
  provides: IGenerationSources,
  requires: [ILateServices],
  activate: (
    _: JupyterFrontEnd,
    services: ILateServices
  ): IGenerationSources => {
    let sources: PageSources | null = null;
    return {
      begin: options => {
        sources ??= new PageSources(services);
        return sources.begin(options);
      }
    };
  }
};

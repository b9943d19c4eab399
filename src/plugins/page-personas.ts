import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';

import { IGenerationSources } from '../generations';
import { replaceToo } from './replaced-items';
import { ILateServices } from './services';

/**
 * Makes the answers of Jupyternaut in the page stoppable, as jupyterlite-ai and jupyter-ai-lite
 * bring it: they know nothing of this extension, and nothing is loaded where neither is there.
 */
export const pagePersonasPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-stop-stream:page-personas',
  description:
    'Makes the answers of Jupyternaut stoppable where it runs in the page.',
  autoStart: true,
  requires: [IGenerationSources, ILateServices],
  activate: (
    app: JupyterFrontEnd,
    sources: IGenerationSources,
    services: ILateServices
  ) => {
    const attach = async (pluginId: string): Promise<void> => {
      const { actions } = await services.loaded;
      const { providedToken, tellOfPersonas } = await import(
        /* webpackChunkName: 'local-personas' */ '../local/personas'
      );
      const token = await providedToken(pluginId);
      const registry = token && (await app.resolveOptionalService(token));
      const onTold = () => replaceToo(ITS_STOP);
      tellOfPersonas(registry, { actions, onTold, sources });
    };

    for (const pluginId of REGISTRIES) {
      if (app.hasPlugin(pluginId)) {
        attach(pluginId).catch(reason => {
          console.error(
            'jupyter-stop-stream: Jupyternaut keeps its own Stop.',
            reason
          );
        });
      }
    }
  }
};

/**
 * The plugins that provide the personas of the chats: of jupyterlite-ai 0.20, and of jupyter-ai-lite
 * 0.21, as it is called since.
 */
const REGISTRIES: readonly string[] = [
  '@jupyternaut/persona:registry',
  '@jupyter-ai/jupyternaut-lite:registry'
];

/**
 * The Stop that jupyter-ai-lite has beside jupyter-ai's.
 */
const ITS_STOP = 'jupyternaut-stop';

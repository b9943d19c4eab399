import { galata } from '@jupyterlab/galata';

import { Model } from './model';

/**
 * The settings of a page in which Jupyternaut asks the scripted model.
 *
 * @param plugin - What has its settings.
 */
export function jupyternautSettings(plugin: string): Record<string, unknown> {
  return {
    ...galata.DEFAULT_SETTINGS,
    [plugin]: {
      useSecretsManager: false,
      toolsEnabled: false,
      defaultProvider: 'scripted',
      providers: [
        {
          id: 'scripted',
          name: 'Scripted',
          provider: 'generic',
          model: 'scripted',
          apiKey: 'none',
          baseURL: `${Model.url}/v1`
        }
      ]
    }
  };
}

import { Token } from '@lumino/coreutils';

import { isFields } from '../../protocol';

/**
 * The token of the service that a plugin of another extension provides, as the page has it: a token
 * of the same name is another one, and what provides it cannot be built against here.
 *
 * The extension's module is asked for once more, which runs nothing of it: whoever calls this has
 * seen that the plugin is registered, for which it was loaded.
 *
 * @param pluginId - The id of a registered plugin, which begins with its extension's name.
 *
 * @returns Null where the page, or the extension, is built in a way that is not known.
 */
export async function providedToken(
  pluginId: string
): Promise<Token<unknown> | null> {
  const [extension = ''] = pluginId.split(':');
  const extensions: unknown = Reflect.get(window, '_JUPYTERLAB');
  const container = isFields(extensions) ? extensions[extension] : null;
  if (!isFields(container) || typeof container.get !== 'function') {
    return null;
  }
  const factory: unknown = await container.get('./extension');
  const loaded: unknown = typeof factory === 'function' ? factory() : null;
  const exported = isFields(loaded) ? (loaded.default ?? loaded) : null;
  const plugins: readonly unknown[] = Array.isArray(exported)
    ? exported
    : [exported];
  const plugin = plugins.filter(isFields).find(({ id }) => id === pluginId);
  return plugin?.provides instanceof Token ? plugin.provides : null;
}

import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ISettingRegistry } from '@jupyterlab/settingregistry';

import { DEFAULT_PREFERENCES, IPreferences, Preferences } from '../generations';

/**
 * Provides the preferences, from JupyterLab's settings where there are any.
 */
export const settingsPlugin: JupyterFrontEndPlugin<IPreferences> = {
  id: 'jupyter-stop-stream:settings',
  description: 'Provides what a person has set about stopping answers.',
  autoStart: true,
  provides: IPreferences,
  optional: [ISettingRegistry],
  activate: (_: JupyterFrontEnd, registry: ISettingRegistry | null) => {
    const preferences = new Preferences();
    const mark = (isComposing = false) =>
      document.body.toggleAttribute(
        Private.ESCAPE_ATTRIBUTE,
        preferences.values.isEscapeStop && !isComposing
      );
    preferences.changed.connect(() => mark());
    mark();
    // While an input method composes, Escape is its own. Before anybody else hears of the key.
    window.addEventListener('keydown', event => mark(event.isComposing), true);

    // Nothing waits for it: the defaults hold until then, and a server that does not say.
    registry?.load(settingsPlugin.id).then(
      settings => {
        const take = () => preferences.set(Private.valuesOf(settings));
        settings.changed.connect(take);
        take();
      },
      reason =>
        console.warn('jupyter-stop-stream: there are no settings.', reason)
    );
    return preferences;
  }
};

namespace Private {
  /**
   * What the selector of the Escape shortcut asks of the page: a shortcut has the key once its
   * selector fits, also where its command cannot be done.
   */
  export const ESCAPE_ATTRIBUTE = 'data-stop-stream-escape';

  export function valuesOf(settings: ISettingRegistry.ISettings) {
    const read = <T>(name: string, fallback: T): T => {
      const value: unknown = settings.composite[name];
      return typeof value === typeof fallback ? (value as T) : fallback;
    };
    return {
      isEscapeStop: read('escape', DEFAULT_PREFERENCES.isEscapeStop),
      isRestShown: read('showRest', DEFAULT_PREFERENCES.isRestShown),
      isLeftNotified: read(
        'notifyWhenLeft',
        DEFAULT_PREFERENCES.isLeftNotified
      ),
      updatesPerSecond: read(
        'updatesPerSecond',
        DEFAULT_PREFERENCES.updatesPerSecond
      )
    };
  }
}

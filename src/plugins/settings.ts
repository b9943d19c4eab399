import type { ISettingRegistry } from '@jupyterlab/settingregistry';

import {
  DEFAULT_PREFERENCES,
  IPreferences,
  IPreferenceValues,
  Preferences
} from '../generations';

/**
 * The preferences in JupyterLab's settings, as they change. Nothing waits for them: the defaults
 * hold until they are read, and where there are none.
 *
 * @param id - The plugin whose settings they are.
 */
export function preferencesIn(
  registry: ISettingRegistry | null,
  id: string
): IPreferences {
  const loading = registry?.load(id);
  let keeping: Promise<void> | null = null;
  const preferences = new Preferences(isWanted => {
    // One after the other: of two that are saved at once either may be what stays.
    const before = keeping?.catch(() => undefined);
    const kept = Promise.all([loading, before]).then(([settings]) =>
      settings?.set(NOTIFY, isWanted)
    );
    keeping = kept;
    return kept.finally(() => {
      if (keeping === kept) {
        keeping = null;
      }
    });
  });
  loading?.then(
    settings => {
      const take = () => {
        const { isBackgroundNotified, isBackgroundChosen } = preferences.values;
        preferences.set({
          ...valuesOf(settings),
          // While a choice is being kept, the settings may still say what was chosen before it.
          ...(keeping && { isBackgroundNotified, isBackgroundChosen })
        });
      };
      settings.changed.connect(take);
      take();
    },
    reason =>
      console.warn('jupyter-stop-stream: there are no settings.', reason)
  );
  return preferences;
}

const NOTIFY = 'notifyWhenLeft';

function valuesOf(settings: ISettingRegistry.ISettings): IPreferenceValues {
  const { composite } = settings;
  const isSet = (name: string, fallback: boolean): boolean => {
    const value: unknown = composite[name];
    return typeof value === 'boolean' ? value : fallback;
  };
  const numberOf = (
    name: 'updatesPerSecond' | 'maxSeconds' | 'maxCharacters' | 'maxSilence'
  ): number => {
    const value: unknown = composite[name];
    return typeof value === 'number' ? value : DEFAULT_PREFERENCES[name];
  };
  return {
    isEscapeStop: isSet('escape', DEFAULT_PREFERENCES.isEscapeStop),
    isRestShown: isSet('showRest', DEFAULT_PREFERENCES.isRestShown),
    isBackgroundNotified: isSet(
      NOTIFY,
      DEFAULT_PREFERENCES.isBackgroundNotified
    ),
    isBackgroundChosen: settings.user[NOTIFY] !== undefined,
    isCellLeft: composite.runningCell === 'left',
    updatesPerSecond: numberOf('updatesPerSecond'),
    maxSeconds: numberOf('maxSeconds'),
    maxCharacters: numberOf('maxCharacters'),
    maxSilence: numberOf('maxSilence'),
    isRepetitionTold: isSet(
      'tellOfRepetition',
      DEFAULT_PREFERENCES.isRepetitionTold
    )
  };
}

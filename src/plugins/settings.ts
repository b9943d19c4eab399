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
  const preferences = new Preferences(async isWanted => {
    await (await loading)?.set(NOTIFY, isWanted);
  });
  loading?.then(
    settings => {
      const take = () => preferences.set(valuesOf(settings));
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

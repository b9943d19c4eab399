import type { ISettingRegistry } from '@jupyterlab/settingregistry';
import { Signal } from '@lumino/signaling';

import * as schema from '../../../schema/settings.json';
import { DEFAULT_PREFERENCES, IPreferences } from '../../generations';
import { preferencesIn } from '../settings';

/**
 * Settings as the registry gives them, which a test changes.
 */
class FakeSettings {
  readonly changed = new Signal<this, void>(this);
  readonly kept: unknown[] = [];
  composite: Record<string, unknown> = {};
  user: Record<string, unknown> = {};

  async set(name: string, value: unknown): Promise<void> {
    this.kept.push([name, value]);
    this.user = { ...this.user, [name]: value };
    this.change({ ...this.composite, [name]: value });
  }

  change(composite: Record<string, unknown>): void {
    this.composite = composite;
    this.changed.emit();
  }
}

describe('the settings', () => {
  let settings: FakeSettings;
  let preferences: IPreferences;

  beforeEach(async () => {
    settings = new FakeSettings();
    const registry = { load: async () => settings };
    preferences = preferencesIn(
      registry as unknown as ISettingRegistry,
      'the id'
    );
    await Promise.resolve();
  });

  it('have defaults that need no change, the same in the schema', () => {
    const {
      escape,
      maxCharacters,
      maxSeconds,
      maxSilence,
      notifyWhenLeft,
      runningCell,
      showRest,
      tellOfRepetition,
      updatesPerSecond
    } = schema.properties;
    expect(preferences.values).toEqual({
      ...DEFAULT_PREFERENCES,
      isBackgroundChosen: false
    });
    expect({
      isEscapeStop: escape.default,
      isBackgroundNotified: notifyWhenLeft.default,
      isBackgroundChosen: DEFAULT_PREFERENCES.isBackgroundChosen,
      isCellLeft: runningCell.default === 'left',
      isRestShown: showRest.default,
      updatesPerSecond: updatesPerSecond.default,
      maxSeconds: maxSeconds.default,
      maxCharacters: maxCharacters.default,
      maxSilence: maxSilence.default,
      isRepetitionTold: tellOfRepetition.default
    }).toEqual(DEFAULT_PREFERENCES);
  });

  it('are followed as they change, and told of once', () => {
    let changes = 0;
    preferences.changed.connect(() => (changes += 1));
    const changed = {
      escape: false,
      notifyWhenLeft: true,
      runningCell: 'left',
      showRest: true,
      updatesPerSecond: 5,
      maxSeconds: 120,
      maxCharacters: 20000,
      maxSilence: 30,
      tellOfRepetition: false
    };
    settings.change(changed);
    settings.change({ ...changed });
    expect(preferences.values).toEqual({
      isEscapeStop: false,
      isBackgroundNotified: true,
      isBackgroundChosen: false,
      isCellLeft: true,
      isRestShown: true,
      updatesPerSecond: 5,
      maxSeconds: 120,
      maxCharacters: 20000,
      maxSilence: 30,
      isRepetitionTold: false
    });
    expect(changes).toBe(1);
  });

  it('are the defaults where a value is not what it should be', () => {
    settings.change({ escape: 'no', updatesPerSecond: null });
    expect(preferences.values).toEqual({
      ...DEFAULT_PREFERENCES,
      isBackgroundChosen: false
    });
  });

  it('keep whether answers that were left are told of, and know that it was chosen', async () => {
    await preferences.notifyOfBackground(false);
    expect(settings.kept).toEqual([['notifyWhenLeft', false]]);
    expect(preferences.values.isBackgroundNotified).toBe(false);
    expect(preferences.values.isBackgroundChosen).toBe(true);
  });

  it('hold in this page from when they are chosen, whatever becomes of keeping them', async () => {
    const failing = jest
      .spyOn(settings, 'set')
      .mockRejectedValue(new Error('The disk is full.'));
    const kept = preferences.notifyOfBackground(true);
    expect(failing).not.toHaveBeenCalled();
    expect(preferences.values).toEqual({
      ...DEFAULT_PREFERENCES,
      isBackgroundNotified: true,
      isBackgroundChosen: true
    });
    await expect(kept).rejects.toThrow('The disk is full.');
    expect(preferences.values.isBackgroundNotified).toBe(true);
  });

  it('hold what was chosen last, while what was chosen before is still being kept', async () => {
    const keep = settings.set.bind(settings);
    const goOn: (() => void)[] = [];
    jest.spyOn(settings, 'set').mockImplementation(async (name, value) => {
      await new Promise<void>(resolve => goOn.push(resolve));
      await keep(name, value);
    });
    const kept = [false, true].map(isWanted =>
      preferences.notifyOfBackground(isWanted)
    );
    for (const [at, promise] of kept.entries()) {
      await Promise.resolve();
      while (goOn.length === 0) {
        await Promise.resolve();
      }
      expect(goOn).toHaveLength(1);
      goOn.pop()?.();
      await promise;
      expect(settings.kept).toHaveLength(at + 1);
      expect(preferences.values.isBackgroundNotified).toBe(true);
    }
    expect(settings.user.notifyWhenLeft).toBe(true);
    settings.change({ notifyWhenLeft: false });
    expect(preferences.values.isBackgroundNotified).toBe(false);
  });

  it('keep what is chosen after something that could not be kept', async () => {
    jest
      .spyOn(settings, 'set')
      .mockRejectedValueOnce(new Error('The disk is full.'));
    const failed = preferences.notifyOfBackground(false);
    const kept = preferences.notifyOfBackground(true);
    await expect(failed).rejects.toThrow('The disk is full.');
    await kept;
    expect(settings.kept).toEqual([['notifyWhenLeft', true]]);
  });

  it('are the defaults in an application without settings', () => {
    expect(preferencesIn(null, 'the id').values).toEqual(DEFAULT_PREFERENCES);
  });
});

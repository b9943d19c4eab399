import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { ISettingRegistry } from '@jupyterlab/settingregistry';
import { Signal } from '@lumino/signaling';

import * as schema from '../../../schema/settings.json';
import { DEFAULT_PREFERENCES, IPreferences } from '../../generations';
import { settingsPlugin } from '../settings';

const APP = {} as JupyterFrontEnd;

/**
 * Settings as the registry gives them, which a test changes.
 */
class FakeSettings {
  readonly changed = new Signal<this, void>(this);
  composite: Record<string, unknown> = {};

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
    preferences = await settingsPlugin.activate(
      APP,
      registry as unknown as ISettingRegistry
    );
    await Promise.resolve();
  });

  it('have defaults that need no change, the same in the schema', () => {
    const { escape, notifyWhenLeft, showRest, updatesPerSecond } =
      schema.properties;
    expect(preferences.values).toEqual(DEFAULT_PREFERENCES);
    expect({
      isEscapeStop: escape.default,
      isLeftNotified: notifyWhenLeft.default,
      isRestShown: showRest.default,
      updatesPerSecond: updatesPerSecond.default
    }).toEqual(DEFAULT_PREFERENCES);
  });

  it('are followed as they change, and told of once', () => {
    let changes = 0;
    preferences.changed.connect(() => (changes += 1));
    const changed = {
      escape: false,
      notifyWhenLeft: true,
      showRest: true,
      updatesPerSecond: 5
    };
    settings.change(changed);
    settings.change({ ...changed });
    expect(preferences.values).toEqual({
      isEscapeStop: false,
      isLeftNotified: true,
      isRestShown: true,
      updatesPerSecond: 5
    });
    expect(changes).toBe(1);
  });

  it('are the defaults where a value is not what it should be', () => {
    settings.change({ escape: 'no', updatesPerSecond: null });
    expect(preferences.values).toEqual(DEFAULT_PREFERENCES);
  });

  it('let the page have the Escape shortcut, or not', () => {
    const isLet = () => document.body.hasAttribute('data-stop-stream-escape');
    expect(isLet()).toBe(true);
    settings.change({ escape: false });
    expect(isLet()).toBe(false);
    settings.change({ escape: true });
    expect(isLet()).toBe(true);
  });

  it('leave Escape to an input method that composes', () => {
    const isLet = () => document.body.hasAttribute('data-stop-stream-escape');
    const press = (isComposing: boolean) =>
      document.body.dispatchEvent(
        new KeyboardEvent('keydown', {
          bubbles: true,
          isComposing,
          key: 'Escape'
        })
      );
    press(true);
    expect(isLet()).toBe(false);
    press(false);
    expect(isLet()).toBe(true);
    settings.change({ escape: false });
    press(false);
    expect(isLet()).toBe(false);
  });

  it('are the defaults in an application without settings', async () => {
    const alone = await settingsPlugin.activate(APP, null);
    expect(alone.values).toEqual(DEFAULT_PREFERENCES);
  });
});

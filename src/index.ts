import { actionsPlugin } from './plugins/actions';
import { generationsPlugin } from './plugins/generations';
import { labelPlugin } from './plugins/label';
import { settingsPlugin } from './plugins/settings';
import { toolbarPlugin } from './plugins/toolbar';

export * from './generations/tokens';
export { IPreferences } from './generations/preferences';
export type { IPreferenceValues } from './generations/preferences';
export type { IGenerationRecord, IMark, ISeen } from './protocol';

export default [
  settingsPlugin,
  generationsPlugin,
  actionsPlugin,
  toolbarPlugin,
  labelPlugin
];

import { actionsPlugin } from './plugins/actions';
import { commandsPlugin } from './plugins/commands';
import { generationsPlugin } from './plugins/generations';
import { labelPlugin } from './plugins/label';
import { leftPlugin } from './plugins/left';
import { openChatsPlugin } from './plugins/open-chats';
import { runningPlugin } from './plugins/running';
import { servicesPlugin } from './plugins/services';
import { settingsPlugin } from './plugins/settings';
import { toolbarPlugin } from './plugins/toolbar';
import { unsavedPlugin } from './plugins/unsaved';

export * from './generations/tokens';
export { IOpenChats } from './generations/open-chats';
export { IPreferences } from './generations/preferences';
export type { IPreferenceValues } from './generations/preferences';
export type { IGenerationRecord, IMark, ISeen } from './protocol';

export default [
  settingsPlugin,
  generationsPlugin,
  actionsPlugin,
  toolbarPlugin,
  labelPlugin,
  openChatsPlugin,
  servicesPlugin,
  commandsPlugin,
  runningPlugin,
  leftPlugin,
  unsavedPlugin
];

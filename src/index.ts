import { commandsPlugin } from './plugins/commands';
import { labelPlugin } from './plugins/label';
import { runningPlugin } from './plugins/running';
import { servicesPlugin } from './plugins/services';
import { toolbarPlugin } from './plugins/toolbar';

export { ILateServices } from './plugins/services';
export type { IServices } from './plugins/services';
export type * from './generations/answers';
export type { IOpenChats } from './generations/open-chats';
export type {
  IPreferences,
  IPreferenceValues
} from './generations/preferences';
export type * from './generations/tokens';
export type { IGenerationRecord, IMark, ISeen } from './protocol';

export default [
  servicesPlugin,
  toolbarPlugin,
  labelPlugin,
  commandsPlugin,
  runningPlugin
];

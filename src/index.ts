import { commandsPlugin } from './plugins/commands';
import { labelPlugin } from './plugins/label';
import { notebooksPlugin } from './plugins/notebooks';
import { pagePersonasPlugin } from './plugins/page-personas';
import { runningPlugin } from './plugins/running';
import { servicesPlugin } from './plugins/services';
import { sourcesPlugin } from './plugins/sources';
import { toolbarPlugin } from './plugins/toolbar';

export { IGenerationSources } from './generations/sources';
export type * from './generations/sources';
export { ILateServices } from './plugins/services';
export type { IServices } from './plugins/services';
export type * from './generations/answers';
export type { IGeneration } from './generations/generation';
export type { IOpenChats } from './generations/open-chats';
export type {
  IPreferences,
  IPreferenceValues
} from './generations/preferences';
export type * from './generations/tokens';
export type { IGenerationRecord, IMark, ISeen } from './protocol';

export default [
  servicesPlugin,
  sourcesPlugin,
  pagePersonasPlugin,
  notebooksPlugin,
  toolbarPlugin,
  labelPlugin,
  commandsPlugin,
  runningPlugin
];

import { actionsPlugin } from './plugins/actions';
import { generationsPlugin } from './plugins/generations';
import { labelPlugin } from './plugins/label';
import { toolbarPlugin } from './plugins/toolbar';

export * from './generations/tokens';
export type { IGenerationRecord, IMark, ISeen } from './protocol';

export default [generationsPlugin, actionsPlugin, toolbarPlugin, labelPlugin];

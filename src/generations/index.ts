export { StopActions } from './actions';
export type { INotices, IOffer } from './notices';
export { GenerationStore } from './store';
export * from './tokens';

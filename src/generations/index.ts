export { StopActions } from './actions';
export { GenerationStore } from './store';
export * from './tokens';

export { StopActions } from './actions';
export type { INotices, IOffer } from './notices';
export {
  DEFAULT_PREFERENCES,
  IPreferences,
  IPreferenceValues,
  Preferences
} from './preferences';
export { GenerationStore } from './store';
export * from './tokens';

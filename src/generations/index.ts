export { StopActions } from './actions';
export type { IAnswer, IChatAnswers } from './answers';
export { ChatCommands } from './chat-commands';
export { inWords } from './in-words';
export type { INotices, IOffer } from './notices';
export { IOpenChats } from './open-chats';
export {
  DEFAULT_PREFERENCES,
  IPreferences,
  IPreferenceValues,
  Preferences
} from './preferences';
export { beginPress, onPress, swallowRest } from './press';
export { GenerationStore } from './store';
export * from './tokens';
export { why } from './why';

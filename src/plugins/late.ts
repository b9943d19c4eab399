/**
 * What is loaded with the first chat, in one piece: a file of its own for each room would be as
 * many requests, and larger.
 */
export { ChatGates, OpenChats } from '../chat';
export { SendOrStop } from '../components';
export { RemoteGenerations } from '../connection';
export { ChatCommands, JoinedGenerations, StopActions } from '../generations';
export { Keys } from './keys';
export { preferencesIn } from './settings';
export { StopMessages } from './stop-messages';
export { UnsavedAnswers } from './unsaved-answers';

/**
 * What is loaded with the first chat, in one piece: a file of its own for each room would be as
 * many requests, and larger.
 */
export { ChatGates, OpenChats } from '../chat';
export { SendOrStop } from '../components';
export { RemoteGenerations } from '../connection';
export { JoinedGenerations, StopActions } from '../generations';
export { preferencesIn } from './settings';
export { UnsavedAnswers } from './unsaved-answers';

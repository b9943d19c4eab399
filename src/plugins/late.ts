/**
 * What is loaded with the first chat, in one piece: a file of its own for each room would be as
 * many requests, and larger.
 */
export { ChatGates, OpenChats } from '../chat';
export { Label, SendOrStop } from '../components';
export {
  EitherWay,
  RemoteGenerations,
  WayRound,
  WebSocketConnection
} from '../connection';
export { ChatCommands, StopActions } from '../generations';
export { LeftAnswers } from './left-answers';
export { UnsavedAnswers } from './unsaved-answers';

/**
 * What is loaded when a person first writes in a chat, or with the first answer, in one piece: a
 * page whose chats are only read does without.
 */
export {
  AnswersButton,
  Label,
  WaitingPrompt
} from '../components/with-answers';
export { ChatCommands } from '../generations/chat-commands';
export { Limits } from '../generations/limits';
export { StopAndSend } from '../generations/stop-and-send';
export { BackgroundAnswers } from './background-answers';
export { ChatPanels } from './chat-panels';
export { Keys } from './keys';
export { LeaveOffer } from './leave-offer';
export { StopMessages } from './stop-messages';
export { TabDots } from './tab-dots';

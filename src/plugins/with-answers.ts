/**
 * What is loaded with the first answer, in one piece: a page whose chats have none does without.
 */
export {
  AnswersButton,
  Label,
  WaitingPrompt
} from '../components/with-answers';
export { Limits } from '../generations/limits';
export { StopAndSend } from '../generations/stop-and-send';
export { BackgroundAnswers } from './background-answers';
export { ChatPanels } from './chat-panels';
export { LeaveOffer } from './leave-offer';
export { TabDots } from './tab-dots';

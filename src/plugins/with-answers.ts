/**
 * What is loaded with the first answer, in one piece: a page whose chats have none does without.
 */
export { AnswersButton, Label } from '../components/with-answers';
export { Limits } from '../generations/limits';
export { BackgroundAnswers } from './background-answers';

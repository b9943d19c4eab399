/**
 * What is shown where there are answers, and nowhere else.
 */
export { AnswersButton } from './answers-button';
export { Label } from './label';
export { WaitingPrompt } from './waiting-prompt';

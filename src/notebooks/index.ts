export { AnswersCommands } from './answers-commands';
export { StoppedGenerations } from './stopped-generations';

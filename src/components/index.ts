export { SendOrStop } from './send-or-stop';

export { Label } from './label';
export { SendOrStop } from './send-or-stop';

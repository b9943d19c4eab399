export { ChatGates } from './chats';

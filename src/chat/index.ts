export { ChatGates } from './chats';
export { OpenChats } from './open-chats';

/**
 * What a message that is nothing but a stop stops: mine in its chat, or in all chats.
 */
export type StopMessage = 'here' | 'everywhere';

/**
 * Read a message as a stop. With other words behind it, it is a prompt like any other.
 */
export function readStop(text: string): StopMessage | null {
  const found = /^\s*\/stop(\s+all)?\s*$/.exec(text);
  return found && (found[1] ? 'everywhere' : 'here');
}

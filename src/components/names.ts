import type { IChatModel, IUser } from '@jupyter/chat';
import type { TranslationBundle } from '@jupyterlab/translation';

/**
 * What a person is called in a chat.
 *
 * @param once - What they were called once, for where the chat does not know them.
 */
export function nameOf(
  username: string,
  model: IChatModel,
  trans: TranslationBundle,
  once?: string
): string {
  const known: readonly (IUser | undefined)[] = [
    ...model.messages.map(message => message.sender),
    ...(model.input.chatContext?.users ?? [])
  ];
  const user = known.find(one => one?.username === username);
  return (
    user?.display_name ||
    user?.name ||
    once ||
    // Whoever has not signed in has a random number for a username.
    (/^[0-9a-f]{32}$/.test(username) ? trans.__('somebody else') : username)
  );
}

/**
 * Whether a username is that of the person at this page.
 */
export function isMe(username: string, model: IChatModel): boolean {
  return username === model.user?.username;
}

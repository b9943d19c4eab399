import type { IChatModel, IUser } from '@jupyter/chat';
import type { TranslationBundle } from '@jupyterlab/translation';

/**
 * What a person is called.
 */
export function nameOf(user: IUser, trans: TranslationBundle): string {
  return (
    user.display_name ||
    user.name ||
    // Whoever has not signed in has a random number for a username.
    (/^[0-9a-f]{32}$/.test(user.username)
      ? trans.__('somebody else')
      : user.username)
  );
}

/**
 * Whom a chat knows under a username.
 */
export function findUser(username: string, model: IChatModel): IUser | null {
  const users = model.input.chatContext?.users ?? [];
  return users.find(one => one.username === username) ?? null;
}

/**
 * Whether a username is that of the person at this page. Without real-time collaboration a server
 * has one person, whose browsers have a name each.
 */
export function isMe(username: string, model: IChatModel): boolean {
  const isShared: unknown = Reflect.get(model, 'collaborative');
  return isShared === false || username === model.user?.username;
}

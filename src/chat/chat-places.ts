import type { IChatModel } from '@jupyter/chat';

import { serverPath } from '../generations';

/**
 * Where a chat is or was: its file, and in which part of the page.
 */
export interface IChatPlace {
  readonly path: string;
  readonly isInSidePanel: boolean;
}

/**
 * Where the chats are that this page has or had open, by what they are called while they are
 * renamed and copied.
 */
export class ChatPlaces {
  /**
   * Whether a chat was set.
   */
  has(chat: IChatModel): boolean {
    return this._paths.has(chat);
  }

  /**
   * Note where a chat is. One without an id yet cannot be asked for later.
   */
  set(chat: IChatModel, isInSidePanel: boolean): void {
    const { id, name: path } = chat;
    if (id === undefined) {
      return;
    }
    this._places.set(id, { path, isInSidePanel });
    const paths = this._paths.get(chat) ?? new Set<string>();
    this._paths.set(chat, paths.add(serverPath(path)));
  }

  /**
   * Where the chat with an id was last.
   */
  of(chatId: string): IChatPlace | undefined {
    return this._places.get(chatId);
  }

  /**
   * Which of some chats is at a path, or was before its file was renamed: a server tells where it
   * was at that time.
   */
  findAt(path: string, chats: readonly IChatModel[]): IChatModel | null {
    const meant = serverPath(path);
    return (
      chats.find(chat => serverPath(chat.name) === meant) ??
      chats.find(chat => this._paths.get(chat)?.has(meant)) ??
      null
    );
  }

  private readonly _places = new Map<string, IChatPlace>();
  private readonly _paths = new WeakMap<IChatModel, Set<string>>();
}

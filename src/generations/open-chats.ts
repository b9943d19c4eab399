import type { IChatModel } from '@jupyter/chat';
import { Token } from '@lumino/coreutils';
import type { ISignal } from '@lumino/signaling';

/**
 * The chats that this page has open, wherever: in the main area, in the side panel, in a panel of
 * another extension.
 */
export interface IOpenChats {
  /**
   * The chats, in the order in which they were opened.
   */
  readonly all: readonly IChatModel[];

  /**
   * The chat that has the focus or had it last; where none of them had it, the one opened last.
   */
  readonly current: IChatModel | null;

  /**
   * Emitted when a chat was opened or closed or has got its id, or another one is the current.
   */
  readonly changed: ISignal<IOpenChats, void>;

  /**
   * The chat with an id, if it is open.
   */
  find(chatId: string): IChatModel | null;

  /**
   * The chat that is shown around, or within, an element; null where there is none, or several
   * within it.
   */
  at(element: Element): IChatModel | null;

  /**
   * Whether a person can see the chat: it is drawn, and the page is not hidden.
   */
  isVisible(chat: IChatModel): boolean;

  /**
   * The path of the file of a chat that is open or was; null where it was never open here.
   */
  pathOf(chatId: string): string | null;

  /**
   * Bring the chat with an id in front of the person.
   *
   * @param chatId - Its id.
   * @param path - Where the file of one that is not open is, relative to the root of the contents;
   * without it, where it was when it was open here.
   */
  show(chatId: string, path?: string | null): Promise<void>;
}

export const IOpenChats = new Token<IOpenChats>(
  'jupyter-stop-stream:IOpenChats',
  'The chats that are open in this page, and the current one. Use it to act on the chat in front of the person.'
);

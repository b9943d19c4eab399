import type { IChatModel } from '@jupyter/chat';
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
   * The chat that has the focus, at this moment; where none has it, the one that had it last; where
   * none of them had it, the one in front of the main area, or else the one opened last.
   */
  readonly current: IChatModel | null;

  /**
   * Emitted when a chat was opened or closed or has got its id, or another one is the current.
   */
  readonly changed: ISignal<IOpenChats, void>;

  /**
   * The chat with an id, if it is open.
   *
   * @param path - Where its file is, relative to the root of the contents: a copy of it has the same
   * id. Null where that is not known; then it is the first with the id.
   */
  find(chatId: string, path?: string | null): IChatModel | null;

  /**
   * The chat that is shown around, or within, an element; null where there is none, or several
   * within it.
   */
  at(element: Element): IChatModel | null;

  /**
   * The chats that are shown within an element.
   */
  within(element: Element): readonly IChatModel[];

  /**
   * Whether a person can see the chat: it is drawn, and the page is not hidden.
   */
  isVisible(chat: IChatModel): boolean;

  /**
   * The path of the file of a chat that is open or was; null where it was never open here.
   *
   * @param path - Where the server says that it is, which is true of one that is not open.
   */
  pathOf(chatId: string, path?: string | null): string | null;

  /**
   * Bring the chat with an id in front of the person.
   *
   * @param chatId - Its id.
   * @param path - Where the file of one that is not open is, relative to the root of the contents;
   * without it, where it was when it was open here.
   */
  show(chatId: string, path?: string | null): Promise<void>;
}

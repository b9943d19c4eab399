import { Chosen, IChatKey, IGeneration, serverPath } from '../generations';
import type { ISubscribeFrame, IUnsubscribeFrame } from '../protocol';

/**
 * The path of a chat's file as the server has it; `undefined` where it is not known.
 */
export function pathOf(chat: IChatKey): string | undefined {
  return serverPath(chat.name ?? '') || undefined;
}

/**
 * A chat that is followed, by one or more in this page.
 */
export class Subscription {
  /**
   * @param chatId - The id of the chat.
   * @param follower - The chat as the first who follows it gives it; its path may change.
   */
  constructor(
    readonly chatId: string,
    follower: IChatKey
  ) {
    this._followers = [follower];
  }

  /**
   * Whether the server says that somebody answers there who can be stopped.
   */
  isConnected = false;

  /**
   * Where its file is now, as far as this page knows.
   */
  get chatPath(): string | undefined {
    return this._followers.map(pathOf).find(path => path !== undefined);
  }

  /**
   * Whether this is where its file is, or where it was when the server was last told.
   */
  isAt(path: string | null | undefined): boolean {
    return (
      typeof path === 'string' &&
      (path === this.chatPath || path === this._sentPath)
    );
  }

  /**
   * The frame that begins it.
   *
   * @param isPlain - Whether it goes to a server that knows no paths.
   */
  begin(isPlain: boolean): ISubscribeFrame {
    this._sentPath = isPlain ? undefined : this.chatPath;
    return { type: 'subscribe', ...this._named() };
  }

  /**
   * The frame that ends it.
   */
  end(): IUnsubscribeFrame {
    return { type: 'unsubscribe', ...this._named() };
  }

  add(follower: IChatKey): void {
    this._followers.push(follower);
  }

  /**
   * @returns Whether somebody follows it still.
   */
  remove(follower: IChatKey): boolean {
    if (this._followers.length === 1) {
      return false;
    }
    this._followers.splice(this._followers.indexOf(follower), 1);
    return true;
  }

  /**
   * Choose from a list; the same result as before where nothing of it has changed.
   */
  choose(
    records: readonly IGeneration[],
    isMeant: (record: IGeneration) => boolean
  ): readonly IGeneration[] {
    return this._chosen.from(records, isMeant);
  }

  private _named(): { chat_id: string; chat_path?: string } {
    return {
      chat_id: this.chatId,
      ...(this._sentPath !== undefined && { chat_path: this._sentPath })
    };
  }

  private readonly _followers: IChatKey[];
  private _sentPath: string | undefined;
  private readonly _chosen = new Chosen();
}

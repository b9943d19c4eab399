import { DisposableDelegate, IDisposable } from '@lumino/disposable';
import { ISignal, Signal } from '@lumino/signaling';

/**
 * The stops that were asked for and that the server has not answered, chat by chat.
 */
export class AskedStops {
  /**
   * @param tellLate - Begins to watch over the answer in a chat, until the result is disposed of.
   */
  constructor(tellLate: (chatId: string) => IDisposable) {
    this._tellLate = tellLate;
  }

  /**
   * Emitted with the id of a chat in which a stop was asked for or answered.
   */
  get changed(): ISignal<this, string> {
    return this._changed;
  }

  /**
   * Whether one was asked for in a chat.
   */
  has(chatId: string): boolean {
    return this._chats.has(chatId);
  }

  /**
   * Whether one was asked for in a chat, and for all of these generations.
   */
  covers(chatId: string, generationIds: readonly string[]): boolean {
    const asked = [...(this._chats.get(chatId)?.asked ?? [])];
    return (
      this.has(chatId) &&
      generationIds.every(id => asked.some(ids => ids.includes(id)))
    );
  }

  /**
   * A stop was asked for.
   *
   * @returns To be disposed of when it is answered.
   */
  add(chatId: string, generationIds: readonly string[]): IDisposable {
    // A person is told once, however often Stop is pressed.
    const chat = this._chats.get(chatId) ?? {
      asked: new Set(),
      late: this._tellLate(chatId)
    };
    this._chats.set(chatId, chat);
    const ids = [...generationIds];
    chat.asked.add(ids);
    this._changed.emit(chatId);
    return new DisposableDelegate(() => {
      chat.asked.delete(ids);
      if (chat.asked.size === 0) {
        this._chats.delete(chatId);
        chat.late.dispose();
      }
      this._changed.emit(chatId);
    });
  }

  private readonly _tellLate: (chatId: string) => IDisposable;
  private readonly _chats = new Map<string, Private.IChat>();
  private readonly _changed = new Signal<this, string>(this);
}

namespace Private {
  export interface IChat {
    /**
     * The generations that each stop was for.
     */
    readonly asked: Set<readonly string[]>;
    readonly late: IDisposable;
  }
}

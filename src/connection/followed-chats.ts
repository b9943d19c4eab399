import { ISignal, Signal } from '@lumino/signaling';

import { GenerationStore, IChatKey, IGeneration } from '../generations';
import type { IGenerationsFrame } from '../protocol';
import { pathOf, Subscription } from './subscription';

/**
 * The chats that are followed, and what is known of their generations. A copy of a chat's file has
 * the same chat id; the generations of both are told apart by the path.
 */
export class FollowedChats implements Iterable<Subscription> {
  constructor() {
    this._store.changed.connect((_, chatId) => this._changed.emit(chatId));
  }

  /**
   * Emitted with the id of a chat of which a generation changed, or of which `isKnown` says
   * something else.
   */
  get changed(): ISignal<this, string> {
    return this._changed;
  }

  get ended(): GenerationStore['ended'] {
    return this._store.ended;
  }

  get told(): GenerationStore['told'] {
    return this._store.told;
  }

  *[Symbol.iterator](): IterableIterator<Subscription> {
    for (const subscriptions of this._byId.values()) {
      yield* subscriptions;
    }
  }

  /**
   * The subscriptions of one chat id: more than one where copies of the file are open.
   */
  of(chatId: string): readonly Subscription[] {
    return this._byId.get(chatId) ?? NOBODY;
  }

  isKnown(chat: IChatKey): boolean {
    return this._at(chat).some(one => one.isConnected);
  }

  /**
   * As `IGenerations.live`.
   */
  live(chat: IChatKey): readonly IGeneration[] {
    const id = chat.id ?? '';
    const all = this._store.live(id);
    const meant = this._at(chat);
    const [one] = meant;
    if (meant.length === this.of(id).length) {
      return all;
    }
    return one ? one.choose(all, record => this._isOf(record, one)) : NOTHING;
  }

  find(generationId: string): IGeneration | undefined {
    return this._store.find(generationId);
  }

  /**
   * @returns The subscription, and whether it is a new one.
   */
  follow(chatId: string, chat: IChatKey): [Subscription, boolean] {
    const path = pathOf(chat);
    const known = this.of(chatId).find(one =>
      path === undefined ? one.chatPath === undefined : one.isAt(path)
    );
    if (known) {
      known.add(chat);
      return [known, false];
    }
    const added = new Subscription(chatId, chat);
    this._byId.set(chatId, [...this.of(chatId), added]);
    return [added, true];
  }

  /**
   * @returns Whether somebody follows it still. Where not, its generations are forgotten: nobody
   * would tell of their end.
   */
  unfollow(subscription: Subscription, chat: IChatKey): boolean {
    if (subscription.remove(chat)) {
      return true;
    }
    const { chatId } = subscription;
    const others = this.of(chatId).filter(one => one !== subscription);
    this._store.release(
      chatId,
      record => !others.some(one => this._isOf(record, one))
    );
    if (others.length > 0) {
      const closed = this._closed.get(chatId) ?? [];
      this._closed.set(chatId, new Set([...closed, subscription.chatPath]));
      this._byId.set(chatId, others);
    } else {
      this._closed.delete(chatId);
      this._byId.delete(chatId);
    }
    if (subscription.isConnected) {
      this._changed.emit(chatId);
    }
    return false;
  }

  /**
   * Take the whole truth of a chat, if that is followed.
   */
  replace(frame: IGenerationsFrame): void {
    const isConnected = frame.is_connected ?? true;
    const told = this.of(frame.chat_id).filter(
      one => frame.chat_path === undefined || one.isAt(frame.chat_path)
    );
    const isNews = told.some(one => one.isConnected !== isConnected);
    told.forEach(one => (one.isConnected = isConnected));
    frame.ended
      ?.filter(one => this._isFollowed(one))
      .forEach(one => this._store.recall(one));
    this._store.replace(
      frame.chat_id,
      frame.generations.filter(one => this._isFollowed(one)),
      record => told.some(one => this._isOf(record, one))
    );
    if (isNews) {
      this._changed.emit(frame.chat_id);
    }
  }

  /**
   * Take one generation that changed, if it is of a chat that is followed.
   */
  apply(record: IGeneration): void {
    if (this._isFollowed(record)) {
      this._store.apply(record);
    }
  }

  /**
   * The subscriptions that a chat may be: one as a rule, all of its id where no path is known.
   */
  private _at(chat: IChatKey): readonly Subscription[] {
    const path = pathOf(chat);
    return this.of(chat.id ?? '').filter(
      one => path === undefined || one.chatPath === undefined || one.isAt(path)
    );
  }

  /**
   * Whether a generation is of one chat: of the one at its path, or where none is there, as after a
   * rename, of all with its chat id.
   */
  private _isOf(record: IGeneration, subscription: Subscription): boolean {
    return subscription.isAt(record.chat_path) || !this._isAnyAt(record);
  }

  /**
   * Whether a generation is of any chat that is followed. What was told of a copy may come after
   * that was closed.
   */
  private _isFollowed(record: IGeneration): boolean {
    const { chat_id, chat_path } = record;
    const isClosed =
      chat_path !== null && this._closed.get(chat_id)?.has(chat_path);
    return this._byId.has(chat_id) && (!isClosed || this._isAnyAt(record));
  }

  private _isAnyAt({ chat_id, chat_path }: IGeneration): boolean {
    return this.of(chat_id).some(one => one.isAt(chat_path));
  }

  private readonly _store = new GenerationStore();
  private readonly _byId = new Map<string, readonly Subscription[]>();
  /**
   * By chat id, the paths of the copies that were closed while others stayed open.
   */
  private readonly _closed = new Map<string, ReadonlySet<string | undefined>>();
  private readonly _changed = new Signal<this, string>(this);
}

const NOBODY: readonly Subscription[] = [];

const NOTHING: readonly IGeneration[] = [];

import { ISignal, Signal } from '@lumino/signaling';
import type { IGeneration } from './generation';

/**
 * The browser's mirror of the server's registry. Applying a record twice or late does no harm.
 */
export class GenerationStore {
  /**
   * Emitted with the id of a chat of which a generation changed.
   */
  get changed(): ISignal<this, string> {
    return this._changed;
  }

  /**
   * Emitted once with each generation that ended.
   */
  get ended(): ISignal<this, IGeneration> {
    return this._ended;
  }

  /**
   * Emitted with each record that is news.
   */
  get told(): ISignal<this, IGeneration> {
    return this._told;
  }

  /**
   * The generations of a chat that have not ended, oldest first; the same list until one changes.
   */
  live(chatId: string): readonly IGeneration[] {
    return this._live.get(chatId) ?? NONE;
  }

  /**
   * Take one generation that changed.
   */
  apply(record: IGeneration): void {
    if (this._take(record)) {
      this._changed.emit(record.chat_id);
    }
  }

  /**
   * What was told last of a generation that is live, or has ended not long ago.
   */
  find(generationId: string): IGeneration | undefined {
    return this._records.get(generationId);
  }

  /**
   * Take one that has ended, which is news only where it was known to be live.
   */
  recall(record: IGeneration): void {
    const { generation_id: id } = record;
    if (this._records.has(id)) {
      this.apply(record);
    } else {
      this._records.set(id, record);
      this._remember(id);
      this._told.emit(record);
    }
  }

  /**
   * Take the whole truth of a chat: what is not in it has ended while nobody was listening. What is
   * in it and not newer than what is known changes nothing.
   *
   * @param isMeant - Of which generations it is the whole truth, where not of all with that chat
   * id: a copy of a chat's file has the same one.
   */
  replace(
    chatId: string,
    records: readonly IGeneration[],
    isMeant: GenerationStore.IsMeant = () => true
  ): void {
    const before = this.live(chatId);
    const ids = new Set(records.map(record => record.generation_id));
    for (const record of before) {
      if (!ids.has(record.generation_id) && isMeant(record)) {
        this._set({ ...record, state: 'ended' });
      }
    }
    const news = records.filter(record => this._take(record));
    if (news.length > 0 || this.live(chatId) !== before) {
      this._changed.emit(chatId);
    }
  }

  /**
   * Let go of what has not ended in a chat: nobody listens any more, so that its end would never
   * be known.
   *
   * @param isMeant - Which generations nobody listens to, where not all with that chat id.
   */
  release(chatId: string, isMeant: GenerationStore.IsMeant = () => true): void {
    const released = this.live(chatId).filter(isMeant);
    for (const record of released) {
      this._records.delete(record.generation_id);
      this._unlist(record);
    }
    if (released.length > 0) {
      this._changed.emit(chatId);
    }
  }

  private _take(record: IGeneration): boolean {
    const known = this._records.get(record.generation_id);
    const isNews = !known || known.revision < record.revision;
    if (isNews) {
      this._set(record);
    }
    return isNews;
  }

  private _set(record: IGeneration): void {
    const id = record.generation_id;
    const known = this._records.get(id);
    this._records.set(id, record);
    if (record.state !== 'ended') {
      this._endedIds.delete(id);
      this._list(record);
    } else if (known?.state !== 'ended') {
      this._unlist(record);
      this._remember(id);
      this._ended.emit(record);
    }
    this._told.emit(record);
  }

  private _list(record: IGeneration): void {
    const list = [...this.live(record.chat_id)];
    const index = list.findIndex(
      one => one.generation_id === record.generation_id
    );
    list.splice(index < 0 ? list.length : index, 1, record);
    list.sort((a, b) => a.started_at - b.started_at);
    this._live.set(record.chat_id, list);
  }

  private _unlist({ chat_id, generation_id }: IGeneration): void {
    const before = this.live(chat_id);
    const rest = before.filter(one => one.generation_id !== generation_id);
    if (rest.length === 0) {
      this._live.delete(chat_id);
    } else if (rest.length < before.length) {
      this._live.set(chat_id, rest);
    }
  }

  private _remember(endedId: string): void {
    this._endedIds.add(endedId);
    const [oldest] = this._endedIds;
    if (oldest !== undefined && this._endedIds.size > REMEMBERED) {
      this._endedIds.delete(oldest);
      this._records.delete(oldest);
    }
  }

  /**
   * What is known of each generation, by its id.
   */
  private readonly _records = new Map<string, IGeneration>();
  /**
   * What has not ended, by chat id. A list is replaced, never changed.
   */
  private readonly _live = new Map<string, readonly IGeneration[]>();
  /**
   * The ids of what has ended, in the order in which it did.
   */
  private readonly _endedIds = new Set<string>();
  private readonly _changed = new Signal<this, string>(this);
  private readonly _ended = new Signal<this, IGeneration>(this);
  private readonly _told = new Signal<this, IGeneration>(this);
}

export namespace GenerationStore {
  export type IsMeant = (record: IGeneration) => boolean;
}

const NONE: readonly IGeneration[] = Object.freeze([]);

/**
 * How many ended generations are remembered, so that a late record of one is known as late.
 */
const REMEMBERED = 64;

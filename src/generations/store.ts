import { ISignal, Signal } from '@lumino/signaling';

import type { IGenerationRecord } from '../protocol';

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
  get ended(): ISignal<this, IGenerationRecord> {
    return this._ended;
  }

  /**
   * Emitted with each record that is news.
   */
  get told(): ISignal<this, IGenerationRecord> {
    return this._told;
  }

  /**
   * The generations of a chat that have not ended, oldest first.
   */
  live(chatId: string): readonly IGenerationRecord[] {
    return [...this._records.values()]
      .filter(record => record.chat_id === chatId && record.state !== 'ended')
      .sort((a, b) => a.started_at - b.started_at);
  }

  /**
   * Take one generation that changed.
   */
  apply(record: IGenerationRecord): void {
    if (this._take(record)) {
      this._changed.emit(record.chat_id);
    }
  }

  /**
   * Take the whole truth of a chat: what is not in it has ended while nobody was listening. What is
   * in it and not newer than what is known changes nothing.
   */
  replace(chatId: string, records: readonly IGenerationRecord[]): void {
    const ids = new Set(records.map(record => record.generation_id));
    for (const record of this.live(chatId)) {
      if (!ids.has(record.generation_id)) {
        this._set({ ...record, state: 'ended' });
      }
    }
    records.forEach(record => this._take(record));
    this._changed.emit(chatId);
  }

  /**
   * Let go of what has not ended in a chat: nobody listens any more, so that its end would never
   * be known.
   */
  release(chatId: string): void {
    const live = this.live(chatId);
    live.forEach(record => this._records.delete(record.generation_id));
    if (live.length > 0) {
      this._changed.emit(chatId);
    }
  }

  private _take(record: IGenerationRecord): boolean {
    const known = this._records.get(record.generation_id);
    const isNews = !known || known.revision < record.revision;
    if (isNews) {
      this._set(record);
    }
    return isNews;
  }

  private _set(record: IGenerationRecord): void {
    const known = this._records.get(record.generation_id);
    this._records.set(record.generation_id, record);
    if (record.state === 'ended' && known?.state !== 'ended') {
      this._ended.emit(record);
      this._forgetOldest();
    }
    this._told.emit(record);
  }

  private _forgetOldest(): void {
    const ended = [...this._records.values()].filter(
      record => record.state === 'ended'
    );
    for (const record of ended.slice(0, -Private.REMEMBERED)) {
      this._records.delete(record.generation_id);
    }
  }

  private _records = new Map<string, IGenerationRecord>();
  private _changed = new Signal<this, string>(this);
  private _ended = new Signal<this, IGenerationRecord>(this);
  private _told = new Signal<this, IGenerationRecord>(this);
}

namespace Private {
  /**
   * How many ended generations are remembered, so that a late record of one is known as late.
   */
  export const REMEMBERED = 64;
}

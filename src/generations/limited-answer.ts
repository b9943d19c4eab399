import type { IChatModel, IMessage } from '@jupyter/chat';
import type { IDisposable } from '@lumino/disposable';

import type { ILimit } from '../protocol';
import type { IGeneration } from './generation';
import type { IPreferences } from './preferences';
import type { IStopActions } from './tokens';

/**
 * One answer to me, from when this page knows that it runs, which is stopped when it comes to a
 * limit of mine.
 */
export class LimitedAnswer implements IDisposable {
  constructor(options: LimitedAnswer.IOptions) {
    this._options = options;
    options.model.messagesUpdated.connect(this._onListed, this);
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /**
   * To be called with it, and whenever it or a limit has changed.
   */
  take(generation: IGeneration): void {
    if (this._generation?.asks_person && !generation.asks_person) {
      this._heardAt = performance.now();
    }
    this._generation = generation;
    this._onListed();
    this._look();
  }

  /**
   * Watch over it no longer. Calling it twice is fine.
   */
  dispose(): void {
    this._isDisposed = true;
    clearTimeout(this._timer);
    this._options.model.messagesUpdated.disconnect(this._onListed, this);
    this._replies.forEach(one => one.changed.disconnect(this._onWritten, this));
    this._replies.clear();
  }

  private _onListed(): void {
    const { actions, model } = this._options;
    for (const id of this._generation?.reply_ids ?? []) {
      const reply = actions.answersIn(model).find(id);
      if (reply && !this._replies.has(reply)) {
        this._replies.add(reply);
        reply.changed.connect(this._onWritten, this);
        this._hear();
      }
    }
  }

  private _onWritten(): void {
    this._hear();
    const { maxCharacters } = this._options.preferences.values;
    const isLong = maxCharacters > 0 && this._written >= maxCharacters;
    if (isLong || performance.now() >= this._dueAt) {
      this._look();
    }
  }

  /**
   * A page that nobody sees is shown what is written late, so that what has come counts.
   */
  private _hear(): void {
    const { actions, model } = this._options;
    const written = this._generation
      ? actions.writtenOf(model, this._generation)
      : 0;
    if (written !== this._written) {
      this._written = written;
      this._heardAt = performance.now();
    }
  }

  private _look(): void {
    clearTimeout(this._timer);
    const { maxCharacters, maxSeconds, maxSilence } =
      this._options.preferences.values;
    this._hear();
    const now = performance.now();
    const dueAt: number[] = [];
    const isAt = (since: number, seconds: number): boolean => {
      const at = since + seconds * 1000;
      dueAt.push(at);
      return at <= now;
    };
    if (maxCharacters > 0 && this._written >= maxCharacters) {
      this._press({ kind: 'characters', amount: maxCharacters });
    } else if (maxSeconds > 0 && isAt(this._beganAt, maxSeconds)) {
      this._press({ kind: 'seconds', amount: maxSeconds });
    } else if (
      maxSilence > 0 &&
      !this._generation?.asks_person &&
      isAt(this._heardAt, maxSilence)
    ) {
      this._press({ kind: 'silence', amount: maxSilence });
    } else if (dueAt.length > 0) {
      this._dueAt = Math.min(...dueAt);
      this._timer = setTimeout(() => this._look(), this._dueAt - now);
    }
  }

  private _press(limit: ILimit): void {
    const { actions, model } = this._options;
    const id = this._generation?.generation_id;
    if (id !== undefined && !this._isDisposed) {
      this.dispose();
      if (!actions.isStopping(model, [id])) {
        actions.stop(model, [id], limit);
      }
    }
  }

  private readonly _options: LimitedAnswer.IOptions;
  private readonly _replies = new Set<IMessage>();
  private readonly _beganAt = performance.now();
  private _generation: IGeneration | null = null;
  private _heardAt = performance.now();
  private _dueAt = Infinity;
  private _written = 0;
  private _timer: ReturnType<typeof setTimeout> | undefined;
  private _isDisposed = false;
}

export namespace LimitedAnswer {
  export interface IOptions {
    readonly actions: IStopActions;
    /**
     * The chat that it is an answer in.
     */
    readonly model: IChatModel;
    readonly preferences: IPreferences;
  }
}

import type { IChatModel, IMessage } from '@jupyter/chat';
import type { IDisposable } from '@lumino/disposable';
import { ISignal, Signal } from '@lumino/signaling';

import type { IGeneration } from '../generations/generation';
import type { IGenerations } from '../generations/tokens';
import type { IMark } from '../protocol';

/**
 * The generations whose replies are held still in one chat, from the click on Stop until nothing of
 * them can come any more.
 */
export class ShutGenerations implements IDisposable {
  constructor(model: IChatModel, generations: IGenerations) {
    this._model = model;
    this._generations = generations;
    generations.ended.connect(this._onTold, this);
    generations.told.connect(this._onTold, this);
  }

  /**
   * Emitted when a message that one of them claimed may be no other's any more.
   */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  has(generationId: string): boolean {
    return this._shut.has(generationId);
  }

  /**
   * Hold a generation. Doing it twice is fine.
   */
  add(record: IGeneration): void {
    const known = this._shut.get(record.generation_id);
    const mayWrite = known?.mayWrite ?? record.state !== 'queued';
    this._shut.set(record.generation_id, { record, mayWrite });
    if (record.state === 'ended') {
      this._expire(record.generation_id);
    }
  }

  /**
   * Let go of a generation. Doing it twice is fine.
   */
  delete(generationId: string): void {
    if (this._shut.delete(generationId)) {
      clearTimeout(this._timers.get(generationId));
      this._timers.delete(generationId);
      this._changed.emit();
    }
  }

  /**
   * Whether a message is a reply of one of them.
   */
  claim(message: IMessage, mark: IMark | null): boolean {
    return mark
      ? this.isReply(message, mark, mark.generation_id)
      : [...this._shut.keys()].some(id => this.isReply(message, mark, id));
  }

  /**
   * Whether a message is a reply of a certain one of them.
   */
  isReply(
    message: IMessage,
    mark: IMark | null,
    generationId: string
  ): boolean {
    const shut = this._shut.get(generationId);
    if (!shut || message.sender.username !== shut.record.persona_id) {
      return false;
    }
    if (mark) {
      return mark.generation_id === generationId;
    }
    // Its mark comes with its first chunk. Until then: whatever the persona says while it runs and
    // nothing else of the persona does.
    const { record, mayWrite } = shut;
    return (
      record.reply_ids.includes(message.id) ||
      (mayWrite &&
        record.state !== 'ended' &&
        message.time >= record.started_at &&
        !this._isBesideAnother(record))
    );
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._timers.forEach(timer => clearTimeout(timer));
    Signal.clearData(this);
  }

  /**
   * Whether the persona may be writing another answer, which was not stopped. A queued one writes
   * nothing before it runs.
   */
  private _isBesideAnother(record: IGeneration): boolean {
    return this._generations
      .live(this._model)
      .some(
        one =>
          one.persona_id === record.persona_id &&
          one.state !== 'queued' &&
          !this.has(one.generation_id)
      );
  }

  private _onTold(_: unknown, record: IGeneration): void {
    const known = this._shut.get(record.generation_id);
    if (!known || known.record.state === 'ended') {
      return;
    }
    const isRunning = record.state === 'running';
    const mayWrite = known.mayWrite || isRunning || record.reply_ids.length > 0;
    this._shut.set(record.generation_id, { record, mayWrite });
    if (record.state === 'ended') {
      this._expire(record.generation_id);
    }
    this._changed.emit();
  }

  /**
   * A generation that has ended writes nothing new, but what it wrote may still be on its way: the
   * chat has a connection of its own. Its replies open when their final mark comes, or where none
   * comes when the chat must have said all.
   */
  private _expire(generationId: string): void {
    clearTimeout(this._timers.get(generationId));
    this._timers.set(
      generationId,
      setTimeout(() => this.delete(generationId), PATIENCE_MS)
    );
  }

  private readonly _model: IChatModel;
  private readonly _generations: IGenerations;
  private readonly _changed = new Signal<this, void>(this);
  private readonly _shut = new Map<string, IShut>();
  private readonly _timers = new Map<string, ReturnType<typeof setTimeout>>();
  private _isDisposed = false;
}

interface IShut {
  readonly record: IGeneration;
  /**
   * Whether it may have begun to write.
   */
  readonly mayWrite: boolean;
}

/**
 * How far the chat may be behind the server, in milliseconds: twice what was measured of a page
 * under the load of a fast answer of 6,000 tokens in a shared document.
 */
const PATIENCE_MS = 10_000;

import type { IDisposable } from '@lumino/disposable';
import { Poll } from '@lumino/polling';
import { ISignal, Signal } from '@lumino/signaling';

import { NoRoute } from '../connection';
import type { IGeneration } from '../generations';

/**
 * The answers that have not ended, in all chats of the server, as it told them last. It is asked
 * when somebody wants to know, and again and again for as long as there are any; not at all any
 * more where it does not have our half.
 */
export class ListedAnswers implements IDisposable {
  /**
   * @param list - Asks the server.
   */
  constructor(list: () => Promise<readonly IGeneration[]>) {
    this._list = list;
    this._poll = new Poll({
      auto: false,
      factory: () => this._look(),
      frequency: FREQUENCY,
      name: 'jupyter-stop-stream:running',
      standby: 'when-hidden'
    });
  }

  get all(): readonly IGeneration[] {
    return this._all;
  }

  /**
   * Emitted when the server has told them, or could not be asked.
   */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get isDisposed(): boolean {
    return this._poll.isDisposed;
  }

  /**
   * Ask the server now.
   */
  refresh(): void {
    if (!this.isDisposed && !this._isMissing) {
      void this._poll.refresh();
    }
  }

  /**
   * Whether it is to be asked again from time to time.
   */
  keepAsking(isAsked: boolean): void {
    this._isAsked = isAsked && !this._isMissing;
    if (!this.isDisposed) {
      void (this._isAsked ? this._poll.start() : this._poll.stop());
    }
  }

  /**
   * One of them has ended.
   */
  drop(generationId: string): void {
    this._all = this._all.filter(one => one.generation_id !== generationId);
  }

  dispose(): void {
    if (!this.isDisposed) {
      this._poll.dispose();
      Signal.clearData(this);
    }
  }

  private async _look(): Promise<void> {
    try {
      this._all = await this._list();
    } catch (reason) {
      if (!(reason instanceof NoRoute)) {
        throw reason;
      }
      this._isMissing = true;
      this._isAsked = false;
      this._all = [];
    } finally {
      this._changed.emit();
      if (!this._isAsked) {
        void this._poll.stop();
      }
    }
  }

  private readonly _list: () => Promise<readonly IGeneration[]>;
  private readonly _poll: Poll<void>;
  private readonly _changed = new Signal<this, void>(this);
  private _all: readonly IGeneration[] = [];
  private _isAsked = false;
  private _isMissing = false;
}

/**
 * How often it is asked, in milliseconds.
 */
const FREQUENCY = { interval: 5000, backoff: true, max: 60 * 1000 };

import { ServerConnection } from '@jupyterlab/services';
import type { IDisposable } from '@lumino/disposable';
import { Poll } from '@lumino/polling';
import { ISignal, Signal } from '@lumino/signaling';

import type { IGenerationsFrame } from '../protocol';
import { askForChat } from './rest';
import { NoRoute, TimedOut } from './rest-request';
import { Warnings } from './warnings';
import type { ConnectionState } from './websocket';

/**
 * Asks the server by REST, again and again, for the truth of the chats that are followed. That is
 * for as long as the websocket, which would tell of it, does not stand.
 */
export class Polling implements IDisposable {
  constructor(options: Polling.IOptions) {
    this._serverSettings = options.serverSettings;
    this._chats = options.chats;
    this._poll = new Poll({
      auto: false,
      factory: () => this._ask(),
      name: 'jupyter-stop-stream:polling',
      standby: 'when-hidden'
    });
    // Given to the constructor, a maximum below its default of 30 seconds has no effect.
    this._poll.frequency = FREQUENCY;
  }

  /**
   * Whether the last question was answered; `opening` while that is not known.
   */
  get state(): ConnectionState {
    return this._state;
  }

  /**
   * Emitted with the new state.
   */
  get stateChanged(): ISignal<this, ConnectionState> {
    return this._stateChanged;
  }

  /**
   * Emitted with the truth of each chat, unless it was outdated when it came.
   */
  get received(): ISignal<this, IGenerationsFrame> {
    return this._received;
  }

  /**
   * Emitted each time when nobody answers at our address.
   */
  get notFound(): ISignal<this, void> {
    return this._notFound;
  }

  get isDisposed(): boolean {
    return this._poll.isDisposed;
  }

  /**
   * Begin to ask. Calling it twice is fine.
   */
  start(): void {
    if (!this._isStarted && !this.isDisposed) {
      this._isStarted = true;
      void this._poll.start();
    }
  }

  /**
   * Ask no more, until it is started again. Calling it twice is fine.
   */
  pause(): void {
    if (this._isStarted && !this.isDisposed) {
      this._isStarted = false;
      this.outdate();
      void this._poll.stop();
      this._setState('opening');
    }
  }

  /**
   * Ask now, if it is started.
   */
  refresh(): void {
    if (this._isStarted) {
      // Lumino's own `refresh` does nothing while an answer to one is awaited.
      void this._poll.schedule({
        interval: Poll.IMMEDIATE,
        phase: 'refreshed'
      });
    }
  }

  /**
   * Something newer is known than what was asked for until now: it would bring back what was before.
   */
  outdate(): void {
    this._heard = this._asked;
  }

  dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this._isStarted = false;
    this._poll.dispose();
    Signal.clearData(this);
  }

  private async _ask(): Promise<void> {
    const asked = ++this._asked;
    const chats = [...this._chats];
    try {
      const truths = await Promise.all(
        chats.map(one =>
          askForChat(this._serverSettings, one.chatId, one.chatPath)
        )
      );
      // An answer that was overtaken would bring back what has ended since.
      if (truths.length > 0 && asked > this._heard && this._isStarted) {
        this._heard = asked;
        this._setState('open');
        this._hear(truths);
      }
    } catch (reason) {
      this._fail(reason);
      throw reason;
    }
  }

  private _hear(truths: readonly IGenerationsFrame[]): void {
    const isStopping = truths.some(({ generations }) =>
      generations.some(one => one.state === 'stopping')
    );
    this._poll.frequency = isStopping ? STOPPING_FREQUENCY : FREQUENCY;
    truths.forEach(truth => this._received.emit(truth));
  }

  private _fail(reason: unknown): void {
    // A server that is slow is not one that cannot be reached.
    if (!this._isStarted || reason instanceof TimedOut) {
      return;
    }
    this._setState('down');
    if (reason instanceof NoRoute) {
      this._notFound.emit();
    } else if (!(reason instanceof ServerConnection.NetworkError)) {
      this._warnings.warn('The server did not answer as it should.', reason);
    }
  }

  private _setState(state: ConnectionState): void {
    if (this._state !== state) {
      this._state = state;
      this._stateChanged.emit(state);
    }
  }

  private readonly _serverSettings: ServerConnection.ISettings;
  private readonly _chats: Iterable<Polling.IChat>;
  private readonly _poll: Poll<void>;
  private readonly _warnings = new Warnings();
  /**
   * The number of the last question, and of the last of which the answer counts.
   */
  private _asked = 0;
  private _heard = 0;
  private _isStarted = false;
  private _state: ConnectionState = 'opening';
  private readonly _stateChanged = new Signal<this, ConnectionState>(this);
  private readonly _received = new Signal<this, IGenerationsFrame>(this);
  private readonly _notFound = new Signal<this, void>(this);
}

export namespace Polling {
  export interface IChat {
    readonly chatId: string;
    readonly chatPath?: string;
  }

  export interface IOptions {
    readonly serverSettings: ServerConnection.ISettings;
    /**
     * The chats that are followed.
     */
    readonly chats: Iterable<IChat>;
  }
}

const FREQUENCY = { backoff: true, interval: 2000, max: 10 * 1000 };

/**
 * While something is stopping, somebody is waiting for its end.
 */
const STOPPING_FREQUENCY = { ...FREQUENCY, interval: 300 };

import { ServerConnection } from '@jupyterlab/services';
import { Poll } from '@lumino/polling';
import { ISignal, Signal } from '@lumino/signaling';

import {
  ClientFrame,
  ErrorCode,
  IGenerationRecord,
  IStopFrame,
  PROTOCOL_VERSION,
  ServerFrame
} from '../protocol';
import type { ConnectionState, IConnection } from './connection';
import { listGenerations, stopGeneration } from './restapi';
import { Warnings } from './warnings';

/**
 * The way to the server without a websocket: what is followed is asked for again and again, and a
 * stop is a request for each generation. `regenerate` and `reload` do not go this way.
 */
export class WayRound implements IConnection {
  constructor(options: WayRound.IOptions) {
    this._serverSettings = options.serverSettings;
    this._poll = new Poll({
      auto: false,
      factory: () => this._look(),
      frequency: Private.FREQUENCY,
      name: 'jupyter-stop-stream:way-round'
    });
  }

  get state(): ConnectionState {
    return this._state;
  }

  get stateChanged(): ISignal<this, ConnectionState> {
    return this._stateChanged;
  }

  get opened(): ISignal<this, void> {
    return this._opened;
  }

  get received(): ISignal<this, ServerFrame> {
    return this._received;
  }

  get isDisposed(): boolean {
    return this._poll.isDisposed;
  }

  /**
   * Begin to look at what is followed. Calling it twice is fine.
   */
  start(): void {
    if (!this._isStarted && !this.isDisposed) {
      this._isStarted = true;
      void this._poll.start();
    }
  }

  /**
   * Look no more, until it is started again: another way tells what is true, and an answer that is
   * still to come would be older.
   */
  pause(): void {
    if (this._isStarted && !this.isDisposed) {
      this._isStarted = false;
      this._outdated = this._asked;
      void this._poll.stop();
      this._setState('opening');
    }
  }

  send(frame: ClientFrame): boolean {
    if (this.isDisposed) {
      return false;
    }
    switch (frame.type) {
      case 'subscribe':
        if (!this._followed.has(frame.chat_id)) {
          this._followed.set(frame.chat_id, 0);
          this._refresh();
        }
        return true;
      case 'unsubscribe':
        this._followed.delete(frame.chat_id);
        return true;
      case 'stop':
        void this._stop(frame);
        return true;
      case 'regenerate':
      case 'reload':
        return false;
    }
  }

  dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this._poll.dispose();
    Signal.clearData(this);
  }

  private async _look(): Promise<void> {
    const chatIds = [...this._followed.keys()];
    try {
      const chats = await Promise.all(chatIds.map(one => this._list(one)));
      const isStopping = chats.some(chat =>
        chat.some(one => one.state === 'stopping')
      );
      this._poll.frequency = isStopping
        ? Private.STOPPING_FREQUENCY
        : Private.FREQUENCY;
    } catch (reason) {
      this._fail(reason);
      throw reason;
    }
    if (chatIds.length > 0) {
      this._setState('open');
    }
  }

  private async _list(chatId: string): Promise<readonly IGenerationRecord[]> {
    const asked = ++this._asked;
    const generations = await listGenerations(this._serverSettings, chatId);
    const latest = this._followed.get(chatId);
    // An answer that was overtaken would bring back what has ended since.
    if (
      this._isStarted &&
      latest !== undefined &&
      asked > Math.max(latest, this._outdated)
    ) {
      this._followed.set(chatId, asked);
      this._received.emit({
        type: 'generations',
        protocol_version: PROTOCOL_VERSION,
        chat_id: chatId,
        generations
      });
    }
    return generations;
  }

  private async _stop(frame: IStopFrame): Promise<void> {
    const { chat_id, request_id, seen } = frame;
    if (this._underWay.has(request_id)) {
      return;
    }
    this._underWay.add(request_id);
    try {
      const ids = frame.generation_ids ?? (await this._mine(chat_id));
      const stopped = await Promise.all(
        ids.map(id =>
          stopGeneration(this._serverSettings, id, request_id, seen)
        )
      );
      for (const generation of stopped) {
        this._received.emit({ type: 'generation', generation });
      }
      this._received.emit({
        type: 'reply',
        request_id,
        status: 'accepted',
        generation_ids: ids
      });
    } catch (reason) {
      if (Private.isRefusal(reason)) {
        this._received.emit({
          type: 'error',
          code: Private.CODES[reason.response.status] ?? 'internal',
          text: reason.message,
          request_id
        });
      } else {
        this._fail(reason);
      }
    } finally {
      this._underWay.delete(request_id);
      this._refresh();
    }
  }

  private async _mine(chatId: string): Promise<readonly string[]> {
    const generations = await this._list(chatId);
    return generations.filter(one => one.is_mine).map(one => one.generation_id);
  }

  private _fail(reason: unknown): void {
    this._setState('down');
    if (!(reason instanceof ServerConnection.NetworkError)) {
      this._warnings.warn('The server did not answer as it should.', reason);
    }
  }

  private _refresh(): void {
    if (this._isStarted && !this.isDisposed) {
      void this._poll.refresh();
    }
  }

  private _setState(state: ConnectionState): void {
    const next = this._isStarted ? state : 'opening';
    if (this._state === next || this.isDisposed) {
      return;
    }
    this._state = next;
    this._stateChanged.emit(next);
    if (next === 'open') {
      this._opened.emit();
    }
  }

  private readonly _serverSettings: ServerConnection.ISettings;
  private readonly _poll: Poll<void>;
  /**
   * The chats that are followed, with the number of the question that was last answered.
   */
  private readonly _followed = new Map<string, number>();
  private readonly _underWay = new Set<string>();
  private readonly _warnings = new Warnings();
  private _asked = 0;
  private _outdated = 0;
  private _isStarted = false;
  private _state: ConnectionState = 'opening';
  private readonly _stateChanged = new Signal<this, ConnectionState>(this);
  private readonly _opened = new Signal<this, void>(this);
  private readonly _received = new Signal<this, ServerFrame>(this);
}

export namespace WayRound {
  export interface IOptions {
    readonly serverSettings: ServerConnection.ISettings;
  }
}

namespace Private {
  export const FREQUENCY = { backoff: true, interval: 2000, max: 10 * 1000 };

  /**
   * While something is stopping, somebody is waiting for its end.
   */
  export const STOPPING_FREQUENCY = { ...FREQUENCY, interval: 300 };

  /**
   * What the server refuses with, as the websocket would have it. A 403 may be the server's own,
   * such as for a person who is not signed in any more.
   */
  export const CODES: Readonly<Record<number, ErrorCode>> = {
    400: 'bad_frame',
    403: 'internal',
    404: 'unknown_generation',
    413: 'too_large'
  };

  /**
   * Whether the server has understood the request and will not do it; else it may be sent again.
   */
  export function isRefusal(
    reason: unknown
  ): reason is ServerConnection.ResponseError {
    return (
      reason instanceof ServerConnection.ResponseError &&
      reason.response.status in CODES
    );
  }
}

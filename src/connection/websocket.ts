import { URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';
import type { IDisposable } from '@lumino/disposable';
import { Poll } from '@lumino/polling';
import { ISignal, Signal } from '@lumino/signaling';

import { ClientFrame, decode, ServerFrame, VersionError } from '../protocol';
import { Warnings } from './warnings';

/**
 * `down` is known: the last try failed. Until there was one, or while one is under way that did not
 * follow a failure, it is `opening`.
 */
export type ConnectionState = 'opening' | 'open' | 'down';

/**
 * The page's websocket to `api/stop-stream/ws`. It is opened on `start` and opened again for as long
 * as it is not disposed, with a pause that grows until it stands.
 */
export class WebSocketConnection implements IDisposable {
  constructor(options: WebSocketConnection.IOptions) {
    this._serverSettings = options.serverSettings;
    this._poll = new Poll({
      auto: false,
      factory: () => this._connect(),
      name: 'jupyter-stop-stream:connection',
      // A stop must get through from a hidden page too.
      standby: 'never'
    });
    // Given to the constructor, a maximum below its default of 30 seconds has no effect.
    this._poll.frequency = { backoff: true, interval: 500, max: 10 * 1000 };
  }

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
   * Emitted with each frame of which the server speaks another version of the protocol.
   */
  get outdated(): ISignal<this, void> {
    return this._outdated;
  }

  /**
   * Emitted with each frame that came. What is not in the schema is dropped with a warning.
   */
  get received(): ISignal<this, ServerFrame> {
    return this._received;
  }

  get isDisposed(): boolean {
    return this._poll.isDisposed;
  }

  /**
   * Open the connection, and keep it open. Calling it twice is fine.
   */
  start(): void {
    if (!this.isDisposed) {
      void this._poll.start();
    }
  }

  /**
   * Close the socket, which seems to stand and brings nothing, and open another one at once.
   */
  reconnect(): void {
    if (this.isDisposed || !this._socket) {
      return;
    }
    // Lumino's own `refresh` does nothing where this socket was opened by one.
    void this._poll.schedule({ interval: Poll.IMMEDIATE, phase: 'refreshed' });
    this._release();
    this._setState('opening');
  }

  /**
   * Send a frame, if the connection stands.
   *
   * @returns Whether it is on its way.
   */
  send(frame: ClientFrame): boolean {
    // Between its closing and the event that tells of it, the state is behind.
    if (this._socket?.readyState !== OPEN) {
      return false;
    }
    this._socket.send(JSON.stringify(frame));
    return true;
  }

  dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this._poll.dispose();
    this._release();
    Signal.clearData(this);
  }

  /**
   * A promise that is pending while the connection stands. It resolves when a connection that stood
   * closes, which makes the poll try again soon, and rejects when there was none, which makes the
   * pause grow.
   */
  private _connect(): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      const { appendToken, token, WebSocket, wsUrl } = this._serverSettings;
      const query =
        appendToken && token ? `?token=${encodeURIComponent(token)}` : '';
      const url = URLExt.join(wsUrl, 'api/stop-stream/ws') + query;
      const socket = new WebSocket(url);
      this._socket = socket;
      let openedAt = Infinity;
      // Some proxies never answer. It may stand yet, so it is waited for.
      this._lateTimer = setTimeout(() => this._setState('down'), LATE_MS);
      socket.onopen = () => {
        clearTimeout(this._lateTimer);
        openedAt = Date.now();
        this._setState('open');
      };
      socket.onmessage = event => this._receive(event.data);
      socket.onclose = event => {
        this._release();
        this._setState('down');
        // Some proxies accept it and close it at once.
        if (Date.now() - openedAt > STANDS_AFTER_MS) {
          resolve();
        } else {
          reject(new Error(`The connection closed with code ${event.code}.`));
        }
      };
    });
  }

  private _setState(state: ConnectionState): void {
    if (this._state !== state && !this.isDisposed) {
      this._state = state;
      this._stateChanged.emit(state);
    }
  }

  private _receive(data: unknown): void {
    try {
      this._received.emit(decode(String(data)));
    } catch (reason) {
      this._warnings.warn('A frame was dropped.', reason);
      if (reason instanceof VersionError) {
        this._outdated.emit();
      }
    }
  }

  /**
   * Let go of the socket, and hear no more of it.
   */
  private _release(): void {
    const socket = this._socket;
    this._socket = null;
    clearTimeout(this._lateTimer);
    if (socket) {
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close();
    }
  }

  private readonly _serverSettings: ServerConnection.ISettings;
  private readonly _poll: Poll<void>;
  private _socket: WebSocket | null = null;
  private _lateTimer: ReturnType<typeof setTimeout> | undefined;
  private _state: ConnectionState = 'opening';
  private readonly _warnings = new Warnings();
  private readonly _stateChanged = new Signal<this, ConnectionState>(this);
  private readonly _outdated = new Signal<this, void>(this);
  private readonly _received = new Signal<this, ServerFrame>(this);
}

export namespace WebSocketConnection {
  export interface IOptions {
    readonly serverSettings: ServerConnection.ISettings;
  }
}

/**
 * `WebSocket.OPEN`, of whichever class the server settings bring.
 */
const OPEN = 1;

/**
 * How long an accepted connection has to last to have stood, in milliseconds.
 */
const STANDS_AFTER_MS = 1000;

/**
 * How long a connection may take to be accepted before it counts as down, in milliseconds.
 */
const LATE_MS = 5000;

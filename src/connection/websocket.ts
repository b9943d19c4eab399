import { URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';
import type { IDisposable } from '@lumino/disposable';
import { Poll } from '@lumino/polling';
import { ISignal, Signal } from '@lumino/signaling';

import { ClientFrame, decode, encode, ServerFrame } from '../protocol';

/**
 * The page's websocket to `api/stop-stream/ws`. It is opened on `start` and opened again for as long
 * as it is not disposed, with a pause that grows until it stands.
 */
export class Connection implements IDisposable {
  constructor(options: Connection.IOptions) {
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

  /**
   * Emitted whenever the connection stands, first or again.
   */
  get opened(): ISignal<this, void> {
    return this._opened;
  }

  /**
   * Emitted with each frame that came. What is not in the schema is dropped with a warning.
   */
  get received(): ISignal<this, ServerFrame> {
    return this._received;
  }

  /**
   * Whether a frame can be sent now.
   */
  get isOpen(): boolean {
    return this._socket?.readyState === Private.OPEN;
  }

  get isDisposed(): boolean {
    return this._poll.isDisposed;
  }

  /**
   * Open the connection. Calling it twice is fine.
   */
  start(): void {
    if (!this._isStarted && !this.isDisposed) {
      this._isStarted = true;
      void this._poll.start();
    }
  }

  /**
   * Send a frame, if the connection stands.
   *
   * @returns Whether it was sent.
   */
  send(frame: ClientFrame): boolean {
    if (!this.isOpen) {
      return false;
    }
    this._socket?.send(encode(frame));
    return true;
  }

  dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this._poll.dispose();
    this._release()?.close();
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
      let hasStood = false;
      socket.onopen = () => {
        hasStood = true;
        this._opened.emit();
      };
      socket.onmessage = event => this._receive(event.data);
      socket.onclose = event => {
        this._release();
        if (hasStood) {
          resolve();
        } else {
          reject(new Error(`The connection closed with code ${event.code}.`));
        }
      };
    });
  }

  private _receive(data: unknown): void {
    try {
      this._received.emit(decode(String(data)));
    } catch (reason) {
      const text = String(reason);
      if (!this._warned.has(text)) {
        this._warned.add(text);
        console.warn('jupyter-stop-stream dropped a frame.', text);
      }
    }
  }

  private _release(): WebSocket | null {
    const socket = this._socket;
    this._socket = null;
    if (socket) {
      socket.onopen = socket.onmessage = socket.onclose = null;
    }
    return socket;
  }

  private readonly _serverSettings: ServerConnection.ISettings;
  private readonly _poll: Poll<void>;
  private _socket: WebSocket | null = null;
  private _isStarted = false;
  private readonly _warned = new Set<string>();
  private readonly _opened = new Signal<this, void>(this);
  private readonly _received = new Signal<this, ServerFrame>(this);
}

export namespace Connection {
  export interface IOptions {
    readonly serverSettings: ServerConnection.ISettings;
  }
}

namespace Private {
  /**
   * `WebSocket.OPEN`, of whichever class the server settings bring.
   */
  export const OPEN = 1;
}

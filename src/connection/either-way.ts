import { ISignal, Signal } from '@lumino/signaling';

import type { ClientFrame, ServerFrame } from '../protocol';
import type { ConnectionState, IConnection } from './connection';
import type { WayRound } from './way-round';

/**
 * The websocket, and the way round for as long as the websocket does not stand.
 */
export class EitherWay implements IConnection {
  constructor(options: EitherWay.IOptions) {
    this._webSocket = options.webSocket;
    this._wayRound = options.wayRound;
    this._webSocket.stateChanged.connect(this._onWebSocket, this);
    this._wayRound.stateChanged.connect(this._look, this);
    for (const way of [this._webSocket, this._wayRound]) {
      way.opened.connect(() => this._opened.emit());
      way.received.connect((_, frame) => this._received.emit(frame));
    }
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
    return this._webSocket.isDisposed;
  }

  start(): void {
    this._webSocket.start();
  }

  send(frame: ClientFrame, isAgain = false): boolean {
    const isSent = this._webSocket.send(frame);
    const isFollowing =
      frame.type === 'subscribe' || frame.type === 'unsubscribe';
    // A websocket may seem to stand and be dead: what it did not bring goes the other way too.
    if (!isSent || isAgain || isFollowing) {
      return this._wayRound.send(frame) || isSent;
    }
    return isSent;
  }

  dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this._webSocket.dispose();
    this._wayRound.dispose();
    Signal.clearData(this);
  }

  private _onWebSocket(_: IConnection, state: ConnectionState): void {
    if (state === 'open') {
      this._wayRound.pause();
    } else {
      this._wayRound.start();
    }
    this._look();
  }

  private _look(): void {
    const states = [this._webSocket.state, this._wayRound.state];
    const state = states.includes('open')
      ? 'open'
      : states.includes('opening')
        ? 'opening'
        : 'down';
    if (state !== this._state) {
      this._state = state;
      this._stateChanged.emit(state);
    }
  }

  private readonly _webSocket: IConnection;
  private readonly _wayRound: WayRound;
  private _state: ConnectionState = 'opening';
  private readonly _stateChanged = new Signal<this, ConnectionState>(this);
  private readonly _opened = new Signal<this, void>(this);
  private readonly _received = new Signal<this, ServerFrame>(this);
}

export namespace EitherWay {
  export interface IOptions {
    readonly webSocket: IConnection;
    readonly wayRound: WayRound;
  }
}

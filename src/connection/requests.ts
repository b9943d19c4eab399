import { PromiseDelegate } from '@lumino/coreutils';
import type { IDisposable } from '@lumino/disposable';
import { ISignal, Signal } from '@lumino/signaling';
import { ServerConnection } from '@jupyterlab/services';

import { RequestRefused } from '../generations';
import type {
  IContinueFrame,
  IEndFrame,
  IGenerationRecord,
  IMoveFrame,
  IRegenerateFrame,
  IReloadFrame,
  IStopFrame,
  ServerFrame
} from '../protocol';
import { plainer } from './plainer';
import { stopByRest } from './rest';
import { TimedOut } from './rest-request';
import { Warnings } from './warnings';
import type { WebSocketConnection } from './websocket';

/**
 * Requests that wait for their answer. One that was not answered in time is sent again under the
 * same id, which the server does not act on twice, over another websocket: the one that it was sent
 * over may seem to stand and be dead. Where none stands, a stop goes by REST, and the others wait.
 */
export class Requests implements IDisposable {
  constructor(options: Requests.IOptions) {
    this._serverSettings = options.serverSettings;
    this._webSocket = options.webSocket;
    this._webSocket.received.connect(this._onReceived, this);
  }

  /**
   * Emitted with what a stop by REST has stopped, as it then stood.
   */
  get stopped(): ISignal<this, readonly IGenerationRecord[]> {
    return this._stopped;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /**
   * Send a request until it is answered.
   *
   * @throws RequestRefused - the server said why not, or it was not answered when this was disposed.
   */
  send(frame: Requests.Frame): Promise<readonly string[]> {
    const answer = new PromiseDelegate<readonly string[]>();
    if (this._isDisposed) {
      answer.reject(new RequestRefused(CLOSED));
      return answer.promise;
    }
    const waiting: IWaiting = { frame, answer };
    this._waiting.set(frame.request_id, waiting);
    this._deliver(waiting);
    return answer.promise;
  }

  /**
   * Send again all that is not answered, because the websocket stands again or stands no more.
   */
  resend(): void {
    this._waiting.forEach(waiting => this._deliver(waiting));
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._webSocket.received.disconnect(this._onReceived, this);
    for (const waiting of [...this._waiting.values()]) {
      this._settle(waiting).reject(new RequestRefused(CLOSED));
    }
    Signal.clearData(this);
  }

  private _deliver(waiting: IWaiting): void {
    const { frame } = waiting;
    clearTimeout(waiting.timer);
    waiting.timer = setTimeout(() => this._repeat(waiting), PATIENCE_MS);
    if (!this._webSocket.send(frame) && frame.type === 'stop') {
      void this._stop(waiting, frame);
    }
  }

  private _repeat(waiting: IWaiting): void {
    if (this._webSocket.state === 'open') {
      // All that waits is sent again when another one stands, and by REST until then.
      this._webSocket.reconnect();
    }
    this._deliver(waiting);
  }

  private async _stop(waiting: IWaiting, frame: IStopFrame): Promise<void> {
    if (waiting.byRest === frame) {
      return;
    }
    waiting.byRest = frame;
    try {
      const stopped = await stopByRest(this._serverSettings, frame);
      this._stopped.emit(stopped.generations);
      this._settle(waiting).resolve(stopped.generationIds);
    } catch (reason) {
      if (!(reason instanceof RequestRefused)) {
        this._warn(reason);
      } else if (this._waiting.has(frame.request_id)) {
        this._refuse(waiting, reason, frame);
      }
    } finally {
      if (waiting.byRest === frame) {
        waiting.byRest = undefined;
      }
    }
  }

  private _onReceived(_: WebSocketConnection, frame: ServerFrame): void {
    if (frame.type !== 'reply' && frame.type !== 'error') {
      return;
    }
    const waiting = this._waiting.get(frame.request_id ?? '');
    if (!waiting) {
      return;
    }
    if (frame.type === 'reply' && frame.status === 'accepted') {
      this._settle(waiting).resolve(frame.generation_ids);
    } else {
      const problem = frame.type === 'error' ? frame : frame.error;
      this._refuse(
        waiting,
        new RequestRefused(problem?.text ?? '', problem?.code)
      );
    }
  }

  /**
   * @param frame - What was refused, which may have been sent before the plainer one.
   */
  private _refuse(
    waiting: IWaiting,
    reason: RequestRefused,
    frame = waiting.frame
  ): void {
    const isBad = reason.code === 'bad_frame';
    const plain = isBad ? plainer(frame) : null;
    if (!plain) {
      this._settle(waiting).reject(reason);
    } else if (waiting.frame === frame) {
      waiting.frame = plain;
      this._deliver(waiting);
    }
  }

  /**
   * @returns Its answer, which is settled once: what comes later changes nothing.
   */
  private _settle(waiting: IWaiting): PromiseDelegate<readonly string[]> {
    clearTimeout(waiting.timer);
    this._waiting.delete(waiting.frame.request_id);
    return waiting.answer;
  }

  private _warn(reason: unknown): void {
    if (
      !(reason instanceof ServerConnection.NetworkError) &&
      !(reason instanceof TimedOut)
    ) {
      this._warnings.warn('A stop by REST has failed.', reason);
    }
  }

  private readonly _serverSettings: ServerConnection.ISettings;
  private readonly _webSocket: WebSocketConnection;
  private readonly _waiting = new Map<string, IWaiting>();
  private readonly _warnings = new Warnings();
  private readonly _stopped = new Signal<this, readonly IGenerationRecord[]>(
    this
  );
  private _isDisposed = false;
}

export namespace Requests {
  /**
   * A frame that is answered.
   */
  export type Frame =
    | IStopFrame
    | IRegenerateFrame
    | IContinueFrame
    | IReloadFrame
    | IEndFrame
    | IMoveFrame;

  export interface IOptions {
    readonly serverSettings: ServerConnection.ISettings;
    readonly webSocket: WebSocketConnection;
  }
}

const CLOSED = 'The connection was closed before the server answered.';

/**
 * How long an answer is waited for before the request is sent again, in milliseconds.
 */
const PATIENCE_MS = 3000;

interface IWaiting {
  frame: Requests.Frame;
  readonly answer: PromiseDelegate<readonly string[]>;
  /**
   * Runs until it is sent again.
   */
  timer?: ReturnType<typeof setTimeout>;
  /**
   * What is on its way by REST.
   */
  byRest?: IStopFrame;
}

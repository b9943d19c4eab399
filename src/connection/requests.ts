import { PromiseDelegate } from '@lumino/coreutils';
import type { IDisposable } from '@lumino/disposable';

import { RequestRefused } from '../generations';
import type {
  IRegenerateFrame,
  IReloadFrame,
  IStopFrame,
  ServerFrame
} from '../protocol';
import type { Connection } from './connection';

/**
 * Requests that wait for their answer. One that could not be sent, or was not answered in time, is
 * sent again under the same id, which the server does not act on twice.
 */
export class Requests implements IDisposable {
  /**
   * @param connection - Where requests are sent.
   * @param repeatMs - How long to wait for an answer before sending again, in milliseconds.
   */
  constructor(connection: Connection, repeatMs = 3000) {
    this._connection = connection;
    this._timer = setInterval(() => this.resend(), repeatMs);
    connection.received.connect(this._onReceived, this);
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /**
   * Send a request until it is answered.
   *
   * @throws RequestRefused - the server said why not.
   */
  send(frame: Requests.Frame): Promise<readonly string[]> {
    const answer = new PromiseDelegate<readonly string[]>();
    this._waiting.set(frame.request_id, { frame, answer });
    this._connection.send(frame);
    return answer.promise;
  }

  /**
   * Send again all that is not answered.
   */
  resend(): void {
    this._waiting.forEach(({ frame }) => this._connection.send(frame));
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    clearInterval(this._timer);
    this._connection.received.disconnect(this._onReceived, this);
    this._waiting.clear();
  }

  private _onReceived(_: Connection, frame: ServerFrame): void {
    if (frame.type !== 'reply' && frame.type !== 'error') {
      return;
    }
    const id = frame.request_id ?? '';
    const waiting = this._waiting.get(id);
    if (!waiting) {
      return;
    }
    this._waiting.delete(id);
    if (frame.type === 'reply' && frame.status === 'accepted') {
      waiting.answer.resolve(frame.generation_ids);
    } else {
      const text = frame.type === 'error' ? frame.text : frame.error?.text;
      waiting.answer.reject(new RequestRefused(text ?? ''));
    }
  }

  private readonly _connection: Connection;
  private readonly _timer: ReturnType<typeof setInterval>;
  private readonly _waiting = new Map<string, Private.IWaiting>();
  private _isDisposed = false;
}

export namespace Requests {
  /**
   * A frame that is answered.
   */
  export type Frame = IStopFrame | IRegenerateFrame | IReloadFrame;
}

namespace Private {
  export interface IWaiting {
    readonly frame: Requests.Frame;
    readonly answer: PromiseDelegate<readonly string[]>;
  }
}

import { PromiseDelegate } from '@lumino/coreutils';
import type { IDisposable } from '@lumino/disposable';

import { RequestRefused } from '../generations';
import type {
  IRegenerateFrame,
  IReloadFrame,
  IStopFrame,
  ServerFrame
} from '../protocol';
import type { IConnection } from './connection';
import { Warnings } from './warnings';

/**
 * Requests that wait for their answer. One that could not be sent, or was not answered in time, is
 * sent again under the same id, which the server does not act on twice.
 */
export class Requests implements IDisposable {
  /**
   * @param connection - Where requests are sent.
   * @param repeatMs - How long to wait for an answer before sending again, in milliseconds.
   */
  constructor(connection: IConnection, repeatMs = 3000) {
    this._connection = connection;
    this._repeatMs = repeatMs;
    connection.received.connect(this._onReceived, this);
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
      answer.reject(new RequestRefused(Private.CLOSED));
      return answer.promise;
    }
    const timer = setInterval(
      () => this._connection.send(waiting.frame, true),
      this._repeatMs
    );
    const waiting: Private.IWaiting = { frame, answer, timer };
    this._waiting.set(frame.request_id, waiting);
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
    this._connection.received.disconnect(this._onReceived, this);
    const waiting = [...this._waiting.values()];
    this._waiting.clear();
    for (const { answer, timer } of waiting) {
      clearInterval(timer);
      answer.reject(new RequestRefused(Private.CLOSED));
    }
  }

  private _onReceived(_: IConnection, frame: ServerFrame): void {
    if (frame.type === 'error' && frame.request_id === undefined) {
      this._warnings.warn('The server has refused a frame.', frame.text);
    }
    if (frame.type !== 'reply' && frame.type !== 'error') {
      return;
    }
    const id = frame.request_id ?? '';
    const waiting = this._waiting.get(id);
    if (!waiting) {
      return;
    }
    if (frame.type === 'error' && frame.code === 'bad_frame') {
      const plainer = Private.withoutChecksums(waiting.frame);
      if (plainer) {
        waiting.frame = plainer;
        this._connection.send(plainer);
        return;
      }
    }
    this._waiting.delete(id);
    clearInterval(waiting.timer);
    if (frame.type === 'reply' && frame.status === 'accepted') {
      waiting.answer.resolve(frame.generation_ids);
    } else {
      const problem = frame.type === 'error' ? frame : frame.error;
      waiting.answer.reject(
        new RequestRefused(problem?.text ?? '', problem?.code)
      );
    }
  }

  private readonly _connection: IConnection;
  private readonly _repeatMs: number;
  private readonly _waiting = new Map<string, Private.IWaiting>();
  private readonly _warnings = new Warnings();
  private _isDisposed = false;
}

export namespace Requests {
  /**
   * A frame that is answered.
   */
  export type Frame = IStopFrame | IRegenerateFrame | IReloadFrame;
}

namespace Private {
  export const CLOSED = 'The connection was closed before the server answered.';

  /**
   * The same stop as servers take it that know no checksums, as one does that was upgraded and not
   * started anew; `undefined` where it has none.
   */
  export function withoutChecksums(
    frame: Requests.Frame
  ): IStopFrame | undefined {
    if (
      frame.type !== 'stop' ||
      !frame.seen?.some(one => one.checksum !== undefined)
    ) {
      return undefined;
    }
    const seen = frame.seen.map(({ message_id, length }) => ({
      message_id,
      length
    }));
    return { ...frame, seen };
  }

  export interface IWaiting {
    frame: Requests.Frame;
    readonly answer: PromiseDelegate<readonly string[]>;
    readonly timer: ReturnType<typeof setInterval>;
  }
}

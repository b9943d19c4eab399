/**
 * Where the parts of an answer come from.
 */
export interface ITransport<T> {
  /**
   * The next part. It may take for ever, and fail, once `letGo` was called.
   */
  next(): Promise<IteratorResult<T, unknown>>;

  /**
   * Tell the other end that nothing more is wanted. Called at most once, and not after the end or a
   * failure.
   */
  letGo(): void;
}

/**
 * What a transport gives, until it is stopped or its reader leaves: from then on nothing is handed
 * over, even if it has arrived, and what the transport fails with is nobody's error.
 */
export class UntilStopped<T> implements AsyncIterableIterator<T> {
  /**
   * @param signal - Heeded from here on, whether anything is asked for or not.
   */
  constructor(signal: AbortSignal, transport: ITransport<T>) {
    this._signal = signal;
    this._transport = transport;
    this._over = new Promise(resolve => {
      this._resolveOver = resolve;
    });
    signal.addEventListener('abort', this._onAbort);
    if (signal.aborted) {
      this._leave();
    }
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<T, undefined>> {
    if (this._isOver) {
      return OVER;
    }
    try {
      const over = this._over.then(() => OVER);
      const result = await Promise.race([this._transport.next(), over]);
      if (this._isOver) {
        return OVER;
      }
      if (result.done) {
        this._end();
        return OVER;
      }
      return { done: false, value: result.value };
    } catch (reason) {
      if (this._isOver) {
        return OVER;
      }
      this._end();
      throw reason;
    }
  }

  /**
   * Called by a loop that is left early.
   */
  return(): Promise<IteratorResult<T, undefined>> {
    this._leave();
    return Promise.resolve(OVER);
  }

  private _leave(): void {
    if (!this._isOver) {
      this._end();
      this._transport.letGo();
    }
  }

  private _end(): void {
    this._isOver = true;
    this._signal.removeEventListener('abort', this._onAbort);
    this._resolveOver();
  }

  private readonly _onAbort = () => this._leave();
  private readonly _signal: AbortSignal;
  private readonly _transport: ITransport<T>;
  private readonly _over: Promise<void>;
  private _resolveOver: () => void = () => undefined;
  private _isOver = false;
}

const OVER: IteratorReturnResult<undefined> = { done: true, value: undefined };

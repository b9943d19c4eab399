import { ITransport, UntilStopped } from './until-stopped';

export interface ISocketOptions {
  /**
   * The answer's own signal.
   */
  readonly signal: AbortSignal;
  /**
   * Whether what came is of this answer. Without it, all is.
   */
  readonly isOwn?: (data: unknown) => boolean;
  /**
   * Whether what came tells the end of this answer; it is handed over like the others. Without it
   * the answer ends with the socket.
   */
  readonly isLast?: (data: unknown) => boolean;
  /**
   * Tells the server that nothing more of this answer is wanted, by a frame that it knows. The
   * socket stays open, for whoever else uses it. Without it, the socket is closed.
   */
  readonly cancel?: (socket: WebSocket) => void;
}

/**
 * Read an answer that comes over a websocket, from this call on.
 *
 * After the abort, or once the loop is left, nothing is handed over, even if it has arrived; the
 * server is told, or the socket closed; and the iteration ends without an error.
 *
 * @throws Error - The socket was closed before the answer had ended.
 */
export function readSocket(
  socket: WebSocket,
  options: ISocketOptions
): AsyncIterableIterator<unknown> {
  return new UntilStopped(options.signal, new SocketData(socket, options));
}

/**
 * What comes over a socket and is of one answer.
 */
class SocketData implements ITransport<unknown> {
  constructor(socket: WebSocket, options: ISocketOptions) {
    this._socket = socket;
    this._options = options;
    socket.addEventListener('message', this._onMessage);
    socket.addEventListener('close', this._onClose);
    if (socket.readyState > socket.OPEN) {
      this._end(new Error('The socket is closed.'));
    }
  }

  async next(): Promise<IteratorResult<unknown, undefined>> {
    while (this._came.length === 0 && !this._hasEnded) {
      await new Promise<void>(resolve => {
        this._wake = resolve;
      });
    }
    if (this._came.length > 0) {
      return { done: false, value: this._came.shift() };
    }
    if (this._failure) {
      throw this._failure;
    }
    return { done: true, value: undefined };
  }

  letGo(): void {
    const hadEnded = this._hasEnded;
    this._came.length = 0;
    this._end();
    if (hadEnded) {
      return;
    }
    const { cancel } = this._options;
    const socket = this._socket;
    if (!cancel) {
      socket.close();
    } else if (socket.readyState === socket.CONNECTING) {
      // Behind what asks for the answer, which waits for the same.
      socket.addEventListener('open', () => cancel(socket), { once: true });
    } else {
      cancel(socket);
    }
  }

  private _end(failure: Error | null = null): void {
    this._hasEnded = true;
    this._failure = failure;
    this._socket.removeEventListener('message', this._onMessage);
    this._socket.removeEventListener('close', this._onClose);
    this._wake();
  }

  private readonly _onMessage = ({ data }: MessageEvent<unknown>) => {
    const { isLast, isOwn } = this._options;
    if (isOwn && !isOwn(data)) {
      return;
    }
    this._came.push(data);
    if (isLast?.(data)) {
      this._end();
    } else {
      this._wake();
    }
  };

  private readonly _onClose = ({ code }: CloseEvent) => {
    const isEnd = !this._options.isLast && NORMAL.includes(code);
    this._end(
      isEnd
        ? null
        : new Error(`The socket was closed before the end, with ${code}.`)
    );
  };

  private readonly _socket: WebSocket;
  private readonly _options: ISocketOptions;
  private readonly _came: unknown[] = [];
  private _hasEnded = false;
  private _failure: Error | null = null;
  private _wake: () => void = () => undefined;
}

/**
 * The codes of a socket that was closed because all is done: said, or taken for granted.
 */
const NORMAL: readonly number[] = [1000, 1005];

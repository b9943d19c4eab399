import type { ITransport } from './until-stopped';

/**
 * The server answered with a status that is no success.
 */
export class ResponseNotOk extends Error {
  /**
   * @param status - Its number.
   * @param text - What the server says to it.
   */
  constructor(
    readonly status: number,
    readonly text: string
  ) {
    super(`The server answered with status ${status}. ${text}`.trim());
  }
}

/**
 * The text of a response as it comes; a letter whose bytes come apart is put together.
 */
export class ResponseText implements ITransport<string> {
  /**
   * @param source - A response of which nothing was read, or what asks for one: called when the
   * first part is asked for, with a signal that `letGo` aborts.
   */
  constructor(source: Response | ((signal: AbortSignal) => Promise<Response>)) {
    if (source instanceof Response) {
      this._open = () => Promise.resolve(source);
      void this._read();
    } else {
      this._open = source;
    }
  }

  /**
   * @throws ResponseNotOk - The status is no success.
   */
  async next(): Promise<IteratorResult<string, undefined>> {
    const reader = await this._read();
    let isDone = !reader;
    while (reader && !isDone) {
      const { done, value } = await reader.read();
      isDone = done;
      const text = this._decoder.decode(value, { stream: !done });
      if (text) {
        return { done: false, value: text };
      }
    }
    return { done: true, value: undefined };
  }

  letGo(): void {
    this._wanted.abort();
    this._reader
      ?.then(reader => reader?.cancel())
      // The abort was there first.
      .catch(() => undefined);
  }

  private _read(): Promise<Reader | null> {
    if (!this._reader) {
      this._reader = this._begin();
      // Whoever asks for the next part is told.
      this._reader.catch(() => undefined);
    }
    return this._reader;
  }

  private async _begin(): Promise<Reader | null> {
    const response = await this._open(this._wanted.signal);
    if (!response.ok) {
      throw new ResponseNotOk(response.status, await response.text());
    }
    return response.body?.getReader() ?? null;
  }

  private readonly _open: (signal: AbortSignal) => Promise<Response>;
  private readonly _wanted = new AbortController();
  private readonly _decoder = new TextDecoder();
  private _reader: Promise<Reader | null> | null = null;
}

type Reader = ReadableStreamDefaultReader<Uint8Array>;

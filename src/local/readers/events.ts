import { EventParser, IServerEvent } from './event-parser';
import { IReadOptions, textOf } from './fetch';
import { ITransport, UntilStopped } from './until-stopped';

/**
 * Read an answer that comes as server-sent events, in response to whatever method. What the last
 * event of an answer is, such as a `[DONE]`, is between the caller and the server.
 *
 * After the abort, or once the loop is left, nothing is handed over, the connection is closed, and
 * the iteration ends without an error. An event that is not complete at the end is dropped.
 *
 * @param source - A response of which nothing was read; or what to ask for, which is done when the
 * first event is asked for.
 *
 * @throws ResponseNotOk - The status is no success.
 * @throws TypeError - There was no connection, or it broke.
 */
export function readEvents(
  source: Response | RequestInfo | URL,
  options: IReadOptions
): AsyncIterableIterator<IServerEvent> {
  const headers = new Headers(options.init?.headers);
  if (!headers.has('Accept')) {
    headers.set('Accept', 'text/event-stream');
  }
  const init = { ...options.init, headers };
  const text = textOf(source, { ...options, init });
  return new UntilStopped(options.signal, new ServerEvents(text));
}

/**
 * The events of a text.
 */
class ServerEvents implements ITransport<IServerEvent> {
  constructor(text: ITransport<string>) {
    this._text = text;
  }

  async next(): Promise<IteratorResult<IServerEvent, undefined>> {
    for (;;) {
      const event = this._parsed.shift();
      if (event) {
        return { done: false, value: event };
      }
      const { done, value } = await this._text.next();
      if (done) {
        return { done: true, value: undefined };
      }
      this._parsed.push(...this._parser.feed(value));
    }
  }

  letGo(): void {
    this._text.letGo();
  }

  private readonly _text: ITransport<string>;
  private readonly _parser = new EventParser();
  private readonly _parsed: IServerEvent[] = [];
}

import { ResponseText } from './response';
import { UntilStopped } from './until-stopped';

export interface IReadOptions {
  /**
   * The answer's own signal.
   */
  readonly signal: AbortSignal;
  /**
   * What is asked, where the reader makes the request.
   */
  readonly init?: Omit<RequestInit, 'signal'>;
}

/**
 * Read an answer that comes as the plain text of a response.
 *
 * After the abort, or once the loop is left, nothing is handed over, the connection is closed, and
 * the iteration ends without an error.
 *
 * @param source - A response of which nothing was read; or what to ask for, which is done when the
 * first part is asked for.
 *
 * @throws ResponseNotOk - The status is no success.
 * @throws TypeError - There was no connection, or it broke.
 */
export function readText(
  source: Response | RequestInfo | URL,
  options: IReadOptions
): AsyncIterableIterator<string> {
  return new UntilStopped(options.signal, textOf(source, options));
}

/**
 * The text of a response, or of the one to a request that is made.
 */
export function textOf(
  source: Response | RequestInfo | URL,
  { init }: IReadOptions
): ResponseText {
  return new ResponseText(
    source instanceof Response
      ? source
      : signal => fetch(source, { ...init, signal })
  );
}

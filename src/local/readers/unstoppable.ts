import { UntilStopped } from './until-stopped';

/**
 * What comes of a library that takes no signal.
 */
export interface IUnstoppable<T> {
  /**
   * What it gives, until the abort or until the loop is left.
   */
  readonly values: AsyncIterableIterator<T>;
  /**
   * Resolved when it gives nothing any more, however it came to that: an answer that was stopped
   * has not ended before.
   */
  readonly over: Promise<void>;
}

export interface IUnstoppableOptions {
  /**
   * The answer's own signal.
   */
  readonly signal: AbortSignal;
  /**
   * Closes what carries it, where that is known.
   */
  readonly close?: () => void;
}

/**
 * Read an answer from a library that cannot be told to stop: after the abort nothing of it is
 * handed over, and that it goes on is not denied. Call `ended` of the answer when `over` is
 * resolved; until then the receipt of a stop is `detached`.
 *
 * @throws What the library throws, where nobody stopped it.
 */
export function readUnstoppable<T>(
  source: AsyncIterable<T>,
  { signal, close }: IUnstoppableOptions
): IUnstoppable<T> {
  const iterator = source[Symbol.asyncIterator]();
  let setOver: () => void = () => undefined;
  const over = new Promise<void>(resolve => {
    setOver = resolve;
  });
  let asked: Promise<unknown> = Promise.resolve();

  /** Have it come to its end, unseen: one that can be told to return does so at its next value. */
  const drain = async () => {
    try {
      await asked;
      if (iterator.return) {
        await iterator.return();
      } else {
        while (!(await iterator.next()).done) {
          // Nobody wants it.
        }
      }
    } catch {
      // It has ended by that, which is all that anybody waits for.
    }
    setOver();
  };

  const next = async () => {
    try {
      const result = await iterator.next();
      if (result.done) {
        setOver();
      }
      return result;
    } catch (reason) {
      setOver();
      throw reason;
    }
  };

  const values = new UntilStopped<T>(signal, {
    next: () => {
      const result = next();
      asked = result;
      return result;
    },
    letGo: () => {
      close?.();
      void drain();
    }
  });
  return { values, over };
}

/**
 * A callback for a library that cannot be told to stop: it is called as it is until the abort, and
 * not any more after it.
 */
export function ignoreOnceStopped<A extends readonly unknown[]>(
  callback: (...args: A) => void,
  signal: AbortSignal
): (...args: A) => void {
  return (...args) => {
    if (!signal.aborted) {
      callback(...args);
    }
  };
}

import type { IDisposable } from '@lumino/disposable';

import type { IGenerations } from './tokens';

/**
 * Wait for the answer to a request. While there is none, a person is told so: at once where the
 * server is known not to be reachable, else after a while. What was told is taken back when it is
 * so no more.
 *
 * @returns Whether it was accepted.
 */
export async function untilAnswered(
  request: Promise<unknown>,
  options: IUnanswered
): Promise<boolean> {
  const { generations, silent, tell, unreachable } = options;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let told: IDisposable | undefined;
  const takeBack = () => {
    clearTimeout(timer);
    told?.dispose();
    told = undefined;
  };
  const look = () => {
    takeBack();
    if (generations.isReachable) {
      timer = setTimeout(() => {
        told = tell(silent);
      }, SILENCE_MS);
    } else {
      told = tell(unreachable);
    }
  };
  generations.reachableChanged.connect(look);
  look();
  try {
    await request;
    return true;
  } catch (reason) {
    options.onFailed(reason);
    return false;
  } finally {
    generations.reachableChanged.disconnect(look);
    takeBack();
  }
}

/**
 * What is done while a request is not answered, and where it is refused.
 */
export interface IUnanswered {
  readonly generations: IGenerations;
  /**
   * Tells a person something until the result is disposed of.
   */
  readonly tell: (message: string) => IDisposable;
  /**
   * What is told where the server cannot be reached.
   */
  readonly unreachable: string;
  /**
   * What is told where it does not answer.
   */
  readonly silent: string;
  /**
   * Called with the reason where it was refused.
   */
  readonly onFailed: (reason: unknown) => void;
}

/**
 * When a person is told that there is no answer, in milliseconds.
 */
const SILENCE_MS = 3000;

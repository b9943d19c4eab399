import type { IDisposable } from '@lumino/disposable';

import type { IGenerations } from './tokens';

/**
 * Wait for the answer to a request.
 *
 * @returns Whether it was accepted.
 */
export async function untilAnswered(
  request: Promise<unknown>,
  options: Unanswered.IOptions & {
    /**
     * Called with the reason where it was refused.
     */
    readonly onFailed: (reason: unknown) => void;
  }
): Promise<boolean> {
  const unanswered = new Unanswered(options);
  try {
    await request;
    return true;
  } catch (reason) {
    options.onFailed(reason);
    return false;
  } finally {
    unanswered.dispose();
  }
}

/**
 * A request that waits for its answer. A person is told so: at once where the server is known not
 * to be reachable, else after a while. What was told is taken back when it is so no more.
 */
class Unanswered implements IDisposable {
  constructor(options: Unanswered.IOptions) {
    this._options = options;
    options.generations.reachableChanged.connect(this._look, this);
    this._look();
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /**
   * To be called when the answer is there. Calling it twice is fine.
   */
  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._options.generations.reachableChanged.disconnect(this._look, this);
    this._takeBack();
  }

  private _look(): void {
    const { generations, silent, unreachable } = this._options;
    this._takeBack();
    if (generations.isReachable) {
      this._timer = setTimeout(() => this._tell(silent), Private.SILENCE_MS);
    } else {
      this._tell(unreachable);
    }
  }

  private _tell(message: string): void {
    this._told = this._options.tell(message);
  }

  private _takeBack(): void {
    clearTimeout(this._timer);
    this._told?.dispose();
    this._told = undefined;
  }

  private readonly _options: Unanswered.IOptions;
  private _timer: ReturnType<typeof setTimeout> | undefined;
  private _told: IDisposable | undefined;
  private _isDisposed = false;
}

namespace Unanswered {
  export interface IOptions {
    readonly generations: IGenerations;
    /**
     * Tells it until the result is disposed of.
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
  }
}

namespace Private {
  /**
   * When a person is told that there is no answer, in milliseconds.
   */
  export const SILENCE_MS = 3000;
}

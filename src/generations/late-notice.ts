import type { IDisposable } from '@lumino/disposable';

import type { IGenerations } from './tokens';

/**
 * Tells a person, while a request waits for its answer, that there is none yet: at once where the
 * server is known not to be reachable, else after a while. What was told is taken back when it is
 * so no more.
 */
export class LateNotice implements IDisposable {
  constructor(options: LateNotice.IOptions) {
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
    const { down, generations, late } = this._options;
    this._takeBack();
    if (generations.isReachable) {
      this._timer = setTimeout(() => this._tell(late), Private.LATE_MS);
    } else {
      this._tell(down);
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

  private readonly _options: LateNotice.IOptions;
  private _timer: ReturnType<typeof setTimeout> | undefined;
  private _told: IDisposable | undefined;
  private _isDisposed = false;
}

export namespace LateNotice {
  export interface IOptions {
    readonly generations: IGenerations;
    /**
     * Tells it until the result is disposed of.
     */
    readonly tell: (message: string) => IDisposable;
    /**
     * What is told where the server cannot be reached.
     */
    readonly down: string;
    /**
     * What is told where it does not answer.
     */
    readonly late: string;
  }
}

namespace Private {
  /**
   * When a person is told that there is no answer, in milliseconds.
   */
  export const LATE_MS = 3000;
}

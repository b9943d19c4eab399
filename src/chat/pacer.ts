import type { IDisposable } from '@lumino/disposable';

import { FrameCost } from './frame-cost';

/**
 * Runs work at most once per animation frame, and leaves the page as much time as it took to do the
 * work and to paint what has come of it.
 */
export class FramePacer implements IDisposable {
  /**
   * @param perSecond - Says how often a second work may begin, at most; 0 for every frame.
   */
  constructor(perSecond: () => number = () => 0) {
    this._perSecond = perSecond;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /**
   * Run `work` at the next frame in which it may; once, however often it is asked for until then.
   *
   * @param work - Returns a promise where it goes on after its return; the next work waits for it.
   */
  request(work: () => Promise<void> | undefined): void {
    this._work = work;
    if (!this._isScheduled && !this._isDisposed) {
      this._isScheduled = true;
      this._schedule(this._pause());
    }
  }

  /**
   * Forget what was asked for and has not begun. Calling it twice is fine.
   */
  cancel(): void {
    this._work = null;
  }

  dispose(): void {
    this._isDisposed = true;
    this.cancel();
  }

  /**
   * How long the next work has to wait, in milliseconds.
   */
  private _pause(): number {
    const perSecond = this._perSecond();
    const intervalMs = perSecond > 0 ? 1000 / perSecond : 0;
    const now = performance.now();
    return Math.max(this._freeAt - now, this._beganAt + intervalMs - now);
  }

  private _schedule(pauseMs: number): void {
    if (pauseMs > 0) {
      setTimeout(() => this._awaitFrame(), pauseMs);
    } else {
      this._awaitFrame();
    }
  }

  /**
   * Run at the next frame. Where nobody sees the page, or from when on nobody does, none comes:
   * then soon.
   */
  private _awaitFrame(): void {
    let hasRun = false;
    const run = () => {
      if (!hasRun) {
        hasRun = true;
        document.removeEventListener('visibilitychange', look);
        void this._run();
      }
    };
    const look = () => {
      if (document.visibilityState === 'hidden') {
        setTimeout(run);
      }
    };
    document.addEventListener('visibilitychange', look);
    if (document.visibilityState === 'hidden') {
      look();
    } else {
      requestAnimationFrame(run);
    }
  }

  private async _run(): Promise<void> {
    const work = this._work;
    this._work = null;
    this._beganAt = performance.now();
    try {
      if (work && !this._isDisposed) {
        await Promise.race([work(), giveUp()]);
      }
    } catch (reason) {
      // What comes after it may well be rendered.
      console.error('jupyter-stop-stream: an update was not rendered.', reason);
    }
    const now = performance.now();
    const frameMs = this._frame.leastMs;
    const tookMs = now - this._beganAt + frameMs;
    this._freeAt = now + frameMs + Math.min(tookMs, PAUSE_MS);
    this._frame.measure();
    if (this._work && !this._isDisposed) {
      this._schedule(this._pause());
    } else {
      this._isScheduled = false;
    }
  }

  private readonly _perSecond: () => number;
  private _work: (() => Promise<void> | undefined) | null = null;
  private _isScheduled = false;
  private _isDisposed = false;
  private _beganAt = -Infinity;
  private _freeAt = -Infinity;
  private readonly _frame = new FrameCost();
}

/**
 * The longest that the page is left alone after a piece of work and its frame, in milliseconds.
 */
const PAUSE_MS = 100;

/**
 * Work on what is not on the screen may never end.
 */
function giveUp(): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, 250));
}

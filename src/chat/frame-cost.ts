/**
 * How long the page takes to lay out and paint what has come of an update. In a long chat that is
 * many times what it takes to render the one message that has changed.
 */
export class FrameCost {
  /**
   * Of the last two updates that were measured the one that took less, in milliseconds; 0 where
   * none was. Other work that gets between is measured with it.
   */
  get leastMs(): number {
    return this._measuredMs.length > 0 ? Math.min(...this._measuredMs) : 0;
  }

  /**
   * Measure the next frames. Nothing is measured while nobody sees the page.
   */
  measure(): void {
    if (!this._isMeasuring && document.visibilityState !== 'hidden') {
      this._isMeasuring = true;
      this._sumMs = 0;
      this._look(FRAMES);
    }
  }

  private _look(count: number): void {
    requestAnimationFrame(() => {
      const beganAt = performance.now();
      // The browser lays out and paints in the task that calls this, and then runs the next one.
      setTimeout(() => {
        this._sumMs += performance.now() - beganAt;
        if (count > 1) {
          this._look(count - 1);
        } else {
          const measuredMs = Math.min(this._sumMs, LONGEST_MS);
          this._measuredMs = [...this._measuredMs.slice(-1), measuredMs];
          this._isMeasuring = false;
        }
      });
    });
  }

  private _isMeasuring = false;
  private _sumMs = 0;
  private _measuredMs: readonly number[] = [];
}

/**
 * The chat puts a message in anew when its text has changed, and again when that is rendered.
 */
const FRAMES = 2;

/**
 * The most that is taken for what an update costs, in milliseconds: the timers of a page that has
 * just been hidden wait for much longer.
 */
const LONGEST_MS = 250;

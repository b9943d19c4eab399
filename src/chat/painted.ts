import type { View } from './view';

/**
 * What the page has painted of one message. A renderer takes its time, and an older body that
 * takes longer is painted over a newer one: no renderer is called back.
 */
export class Painted {
  /**
   * @param last - What is on the screen.
   * @param onOvertaken - Called when an older view was painted over the newest one.
   */
  constructor(last: View, onOvertaken: () => void) {
    this._last = last;
    this._onOvertaken = onOvertaken;
  }

  /**
   * What was painted last.
   */
  get last(): View {
    this._giveUp();
    return this._last;
  }

  /**
   * Whether something else than the last may still be painted.
   */
  get isBehind(): boolean {
    this._giveUp();
    return this._underWay.length > 0;
  }

  /**
   * Resolved when nothing is being painted any more, and the newest was painted last.
   */
  get settled(): Promise<void> {
    return this.isBehind
      ? new Promise(resolve => this._waiting.push(resolve))
      : Promise.resolve();
  }

  /**
   * A view has been handed to the page.
   *
   * @param rendered - Resolved when it has been painted; none where the page does not say.
   */
  follow(view: View, rendered: Promise<void> | undefined): void {
    if (!rendered || view.deleted) {
      // There is nothing to paint, and what is being painted has no place any more.
      this._underWay = [];
      this._last = view;
      this._settle();
      return;
    }
    const painting = { view, beganAt: performance.now() };
    this._newest = painting;
    this._underWay.push(painting);
    // The chat says so when React knows what to put into the page, which it does in a task of its
    // own: until then the page shows what it did before.
    const done = () => void setTimeout(() => this._onPainted(painting));
    rendered.then(done, done);
  }

  private _onPainted(painting: IPainting): void {
    if (!this._underWay.includes(painting)) {
      return;
    }
    this._underWay = this._underWay.filter(one => one !== painting);
    this._last = painting.view;
    if (this._underWay.length > 0) {
      return;
    }
    if (painting === this._newest) {
      this._settle();
    } else {
      this._onOvertaken();
    }
  }

  /**
   * What has not been painted for so long never will be apart: the page skipped it for a newer one,
   * or shows the chat nowhere.
   */
  private _giveUp(): void {
    const oldest = performance.now() - PATIENCE_MS;
    const given = this._underWay.filter(one => one.beganAt <= oldest);
    const last = given[given.length - 1];
    if (last) {
      this._underWay = this._underWay.filter(one => !given.includes(one));
      this._last = last === this._newest ? last.view : this._last;
    }
  }

  private _settle(): void {
    this._waiting.splice(0).forEach(resolve => resolve());
  }

  private readonly _onOvertaken: () => void;
  private readonly _waiting: (() => void)[] = [];
  private _underWay: IPainting[] = [];
  private _newest: IPainting | null = null;
  private _last: View;
}

interface IPainting {
  readonly view: View;
  readonly beganAt: number;
}

/**
 * The longest time that something is taken to be painted in, in milliseconds.
 */
const PATIENCE_MS = 10_000;

import type { View } from './view';

/**
 * What the page has painted of one message. A renderer takes its time, and an older body that
 * takes longer is painted over a newer one: no renderer is called back.
 */
export class Painted {
  /**
   * @param last - What is on the screen.
   * @param onOvertaken - Called when an older view was painted over the newest one.
   * @param putIn - What the page has put in last: another object each time; null where it shows
   * nothing of the message, and what was rendered counts as painted.
   */
  constructor(
    last: View,
    onOvertaken: () => void,
    putIn: () => unknown = () => null
  ) {
    this._last = last;
    this._onOvertaken = onOvertaken;
    this._putIn = putIn;
  }

  /**
   * What was painted last.
   */
  get last(): View {
    this._giveUp();
    // Who presses may come before the timer.
    const now = this._putIn();
    const there = this._rendered.filter(one => isPutIn(one, now));
    return there[there.length - 1]?.painting.view ?? this._last;
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
      this._rendered = [];
      this._last = view;
      this._settle();
      return;
    }
    this._lookInto();
    const painting = { view, beganAt: performance.now() };
    this._newest = painting;
    this._underWay.push(painting);
    const done = () => this._onRendered(painting);
    rendered.then(done, done);
  }

  /**
   * The chat says so when React knows what to put into the page, which it does in a task of its own,
   * before or after the next timer: until then the page shows what it did before. In the midst of a
   * press it has done so already.
   */
  private _onRendered(painting: IPainting): void {
    if (this._underWay.includes(painting)) {
      const isKnown = this._rendered.every(one => one.isIn);
      this._rendered.push({
        painting,
        before: isKnown ? this._known : this._putIn(),
        isIn: false,
        at: performance.now()
      });
      this._lookAfter(0);
    }
  }

  private _lookAfter(ms: number): void {
    clearTimeout(this._timer);
    this._timer = setTimeout(() => this._look(), ms);
  }

  private _look(): void {
    this._lookInto();
    const oldest = performance.now() - COMMIT_MS;
    this._rendered
      .filter(one => one.isIn || one.at <= oldest || this._known === null)
      .forEach(one => this._onPainted(one.painting));
    if (this._rendered.length > 0) {
      this._lookAfter(LOOK_AGAIN_MS);
    }
  }

  /**
   * Note what the page has put in of what was rendered.
   */
  private _lookInto(): void {
    this._known = this._putIn();
    this._rendered.forEach(one => {
      one.isIn = isPutIn(one, this._known);
    });
  }

  private _onPainted(painting: IPainting): void {
    this._rendered = this._rendered.filter(one => one.painting !== painting);
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
  private readonly _putIn: () => unknown;
  private readonly _waiting: (() => void)[] = [];
  private _underWay: IPainting[] = [];
  /**
   * Those that React is about to put into the page, in the order in which they were rendered.
   */
  private _rendered: IRendered[] = [];
  /**
   * What the page had put in when it was last looked.
   */
  private _known: unknown = null;
  private _timer: ReturnType<typeof setTimeout> | undefined;
  private _newest: IPainting | null = null;
  private _last: View;
}

interface IPainting {
  readonly view: View;
  readonly beganAt: number;
}

interface IRendered {
  readonly painting: IPainting;
  /** What stood in the page before it. */
  readonly before: unknown;
  /** Whether it has been seen to have been put in. */
  isIn: boolean;
  readonly at: number;
}

function isPutIn({ before, isIn }: IRendered, now: unknown): boolean {
  return isIn || (now !== null && now !== before);
}

/**
 * How long the page may take to put in what was rendered, in milliseconds.
 */
const COMMIT_MS = 100;

/**
 * After how long it is looked again whether it has, in milliseconds. No event says so.
 */
const LOOK_AGAIN_MS = 10;

/**
 * The longest time that something is taken to be painted in, in milliseconds.
 */
const PATIENCE_MS = 10_000;

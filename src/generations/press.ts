import type { IDisposable } from '@lumino/disposable';

/**
 * A double click, and a key that is held, are one press. What takes the place of a pressed button,
 * under the pointer or with the focus, does not get the rest of its press.
 */

/**
 * Whether an event begins a press. If so, the rest of that press is swallowed from here on.
 *
 * @param event - The click, or the key that went down. Without one it is taken for a press: a
 * program asked for it.
 */
export function beginPress(event?: Event): boolean {
  if (event && isRest(event)) {
    return false;
  }
  if (event) {
    swallowRest(event);
  }
  return true;
}

/**
 * Make a click handler that acts once a press.
 */
export function onPress(
  act: () => void
): (event: { readonly nativeEvent: Event }) => void {
  return event => {
    if (beginPress(event.nativeEvent)) {
      act();
    }
  };
}

/**
 * Swallow, before anybody in the page gets them, the events that still belong to the press which an
 * event was a part of. Of a click, further clicks at the same place until there was none for a while
 * or something was typed; on what was pressed, those that the browser counts as one with it, so that
 * a menu that it opened stays open. Of a key, its repeats until it is up.
 *
 * @returns To be disposed of where the press is known to be over; otherwise that is found out.
 */
export function swallowRest(event: Event): IDisposable {
  return begin(
    // A click that a key made has no count, and no pointer.
    event instanceof MouseEvent && (event.detail > 0 || event.type !== 'click')
      ? new RestOfClick(event)
      : new RestOfKey(event)
  );
}

/**
 * Where the pointer is in the page, in pixels.
 */
type Place = Pick<MouseEvent, 'clientX' | 'clientY'>;

/**
 * Whether a hand that held still may have the pointer at both places.
 */
export function isAtSamePlace(one: Place, other: Place): boolean {
  return (
    Math.abs(one.clientX - other.clientX) <= CLICKS_PX &&
    Math.abs(one.clientY - other.clientY) <= CLICKS_PX
  );
}

/**
 * How long after a click, and how many pixels from it, another is a part of the same press.
 * Browsers count clicks by about as much.
 */
const CLICKS_MS = 500;
const CLICKS_PX = 8;

/**
 * How long after it a click is a part of it if the browser says so, which counts as the system is
 * set.
 */
const COUNTED_MS = 2000;

/**
 * What is being swallowed; a new press is the end of the one before.
 */
let latest: IDisposable | null = null;

function begin(rest: IDisposable): IDisposable {
  latest?.dispose();
  latest = rest;
  return rest;
}

function isRest(event: Event): boolean {
  return event instanceof KeyboardEvent
    ? event.repeat
    : event instanceof MouseEvent && event.detail > 1;
}

abstract class Rest implements IDisposable {
  constructor(private readonly _types: readonly string[]) {
    _types.forEach(type => window.addEventListener(type, this._onEvent, true));
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._types.forEach(type =>
      window.removeEventListener(type, this._onEvent, true)
    );
  }

  /**
   * @returns Whether the event is swallowed.
   */
  protected abstract look(event: Event): boolean;

  private readonly _onEvent = (event: Event): void => {
    if (this.look(event)) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  };

  private _isDisposed = false;
}

class RestOfClick extends Rest {
  constructor(private readonly _click: MouseEvent) {
    super([
      'pointerdown',
      'pointerup',
      'pointercancel',
      'mousedown',
      'mouseup',
      'click',
      'dblclick',
      'input',
      'keydown'
    ]);
    this._wait();
  }

  override dispose(): void {
    clearTimeout(this._timer);
    super.dispose();
  }

  protected look(event: Event): boolean {
    if (!(event instanceof MouseEvent)) {
      // Who types between two clicks has pressed twice.
      this.dispose();
      return false;
    }
    const isHere = this._isHere(event);
    const isRest = isHere && this._isRest(event);
    if (event.type !== 'pointerdown') {
      if (isRest || event.type.startsWith('pointer')) {
        this._wait();
      }
    } else if (isRest) {
      // It may be held down for long.
      clearTimeout(this._timer);
    } else if (!isHere) {
      this.dispose();
    }
    return isRest;
  }

  private _wait(): void {
    clearTimeout(this._timer);
    this._isFresh = true;
    this._timer = setTimeout(() => {
      this._isFresh = false;
      this._timer = setTimeout(() => this.dispose(), COUNTED_MS - CLICKS_MS);
    }, CLICKS_MS);
  }

  private _isRest(event: MouseEvent): boolean {
    if (!this._isFresh || event.detail > 1) {
      return event.detail > 1;
    }
    this._wasDown ||= event.type.endsWith('down');
    return (
      event.type.startsWith('pointer') ||
      (this._wasDown && !this._isOnPressed(event))
    );
  }

  /**
   * Whether an event is of a pointer at the same place. Clicks that a key or a program made have
   * no count, pointer events neither.
   */
  private _isHere(event: MouseEvent): boolean {
    return (
      (event.detail > 0 || event.type.startsWith('pointer')) &&
      isAtSamePlace(event, this._click)
    );
  }

  private _isOnPressed({ target }: Event): boolean {
    return target instanceof Node && !!this._pressed?.contains(target);
  }

  private readonly _pressed = pressed(this._click);
  /**
   * Whether the pointer went down again here. Without that a click is a program's.
   */
  private _wasDown = false;
  private _isFresh = true;
  private _timer: ReturnType<typeof setTimeout> | undefined;
}

class RestOfKey extends Rest {
  constructor(event: Event) {
    super(['keydown', 'keyup']);
    this._code = event instanceof KeyboardEvent ? event.code : null;
  }

  protected look(event: Event): boolean {
    if (!(event instanceof KeyboardEvent)) {
      return false;
    }
    if (event.type === 'keydown' && event.repeat) {
      // A click does not say which key made it, but only one can be repeated.
      this._code ??= event.code;
      return event.code === this._code;
    }
    if (event.type === 'keydown' || event.code === (this._code ?? event.code)) {
      this.dispose();
    }
    return false;
  }

  private _code: string | null;
}

/**
 * What was pressed: the button, not the icon in it.
 */
function pressed({ target }: MouseEvent): Element | null {
  return target instanceof Element
    ? (target.closest('button') ?? target)
    : null;
}

/**
 * Tells whether a text that grows repeats itself at its end: an exact period, in several copies.
 *
 * Of each text it looks at a bounded tail, and once a period is known at what is new alone.
 */
export class Repetition {
  /**
   * How many copies stand at the end of a text; 0 where it does not repeat itself.
   *
   * @param text - All of it. It may be another one than before.
   */
  copiesIn(text: string): number {
    if (text !== this._text) {
      const known = this._text;
      this._text = text;
      if (!goesOn(known, text) || !this._follow(known.length)) {
        this._period = periodAtEnd(text);
        this._from = this._period && beginning(text, this._period);
      }
    }
    return (
      this._period && Math.floor((text.length - this._from) / this._period)
    );
  }

  /**
   * @param from - Where what is new begins.
   *
   * @returns Whether that goes on with the period, if there is one.
   */
  private _follow(from: number): boolean {
    const { _period: period, _text: text } = this;
    for (let index = from; period && index < text.length; index++) {
      if (text[index] !== text[index - period]) {
        return false;
      }
    }
    return period > 0;
  }

  private _text = '';
  private _period = 0;
  private _from = 0;
}

/**
 * How much of a text is looked at, in characters.
 */
const TAIL = 16_384;

/**
 * By how many of the last characters their earlier places are found.
 */
const PROBE = 32;

/**
 * How many of those places are tried: a table or a list has many that lead to nothing.
 */
const TRIES = 8;

/**
 * How many copies there have to be, and how many characters in them together, for something that
 * repeats itself to be no part of an honest text. The fewer words there are in it, the more: a
 * matrix may be full of zeros, a rule of dashes go across a page.
 */
const WORDS = { copies: 4, length: 200 };
const CODE = { copies: 8, length: 480 };
const SHORT = { copies: 24, length: 600 };
const SIGNS = { copies: 40, length: 1600 };

/**
 * Whether a text begins with another, as far as its last characters tell.
 */
function goesOn(earlier: string, text: string): boolean {
  const probe = earlier.slice(-PROBE);
  return (
    text.length >= earlier.length &&
    text.startsWith(probe, earlier.length - probe.length)
  );
}

/**
 * The length of what repeats itself at the end of a text; 0 where nothing does. What is itself some
 * copies of a shorter piece has been tried as those.
 */
function periodAtEnd(text: string): number {
  const tail = text.slice(-TAIL);
  const last = tail.length - PROBE;
  const probe = tail.slice(last);
  let at = last;
  for (let tries = 0; tries < TRIES && at > 0; tries++) {
    at = tail.lastIndexOf(probe, at - 1);
    const period = last - at;
    if (at < 0 || period * WORDS.copies > tail.length) {
      return 0;
    }
    const unit = tail.slice(-period);
    const { copies, length } = neededOf(unit);
    const needed = Math.max(copies * period, length);
    if (
      needed <= tail.length &&
      (unit + unit).indexOf(unit, 1) === period &&
      tail.slice(period - needed) === tail.slice(-needed, -period)
    ) {
      return period;
    }
  }
  return 0;
}

/**
 * How often what is repeated has to be there.
 */
function neededOf(unit: string): typeof WORDS {
  const letters = unit.match(/\p{L}/gu) ?? [];
  const share = letters.length / unit.length;
  if (new Set(letters).size > 2 && share >= 0.2) {
    if (letters.length < 7) {
      return SHORT;
    }
    return share >= 0.6 && !/[()[\]{}<>|=;/]/.test(unit) ? WORDS : CODE;
  }
  return /\d\D+\d\D+\d/.test(unit) && unit.includes('\n') ? SHORT : SIGNS;
}

/**
 * Where what goes on with a period to the end of a text begins.
 */
function beginning(text: string, period: number): number {
  let from = text.length - period;
  while (from > 0 && text[from - 1] === text[from - 1 + period]) {
    from -= 1;
  }
  return from;
}

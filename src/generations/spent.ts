import type { TranslationBundle } from '@jupyterlab/translation';

/**
 * What an answer has taken, such as "6.2 s, about 310 tokens".
 *
 * @param seconds - How long it has run.
 * @param characters - How long its text is. Without any, nothing is said of tokens.
 */
export function spentInWords(
  seconds: number,
  characters: number,
  trans: TranslationBundle
): string {
  const time = timeInWords(seconds, trans);
  const tokens = tokensIn(characters);
  return tokens === 0
    ? time
    : trans._n(
        '%2, about %3 token',
        '%2, about %3 tokens',
        tokens,
        time,
        tokens.toLocaleString()
      );
}

/**
 * A time, such as "6.2 s" or "3 min 20 s".
 */
function timeInWords(seconds: number, trans: TranslationBundle): string {
  if (seconds < 60) {
    const tenths = Math.round(seconds * 10) / 10;
    return trans.__('%1 s', tenths.toLocaleString());
  }
  const whole = Math.round(seconds);
  return trans.__('%1 min %2 s', Math.floor(whole / 60), whole % 60);
}

/**
 * An estimate, and no more exact than that: two digits.
 */
function tokensIn(characters: number): number {
  const tokens = Math.ceil(characters / CHARACTERS_PER_TOKEN);
  return Number(tokens.toPrecision(2));
}

/**
 * Of English text, for the tokenizers of today. Code and other languages have fewer.
 */
const CHARACTERS_PER_TOKEN = 4;

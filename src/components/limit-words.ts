import type { TranslationBundle } from '@jupyterlab/translation';

import { spentInWords } from '../generations';
import type { ILimit, IMark } from '../protocol';

/**
 * What is said below an answer that a limit has stopped.
 */
export function limitWords(
  { amount, kind }: ILimit,
  trans: TranslationBundle
): string {
  switch (kind) {
    case 'seconds':
      return trans.__('Stopped after %1 (limit)', lastingWords(amount, trans));
    case 'characters':
      return trans._n(
        'Stopped after %2 character (limit)',
        'Stopped after %2 characters (limit)',
        amount,
        amount.toLocaleString()
      );
    case 'silence':
      return trans.__(
        'Stopped after %1 of silence (limit)',
        lastingWords(amount, trans)
      );
    case 'unwatched':
      return trans.__(
        'Stopped: nobody had it open for %1 (limit)',
        lastingWords(amount, trans)
      );
    case 'other':
      return trans.__('Stopped by a limit');
  }
}

/**
 * What else is to be known of a stopped answer: whose limit that was, and what it took.
 *
 * @param other - Who stopped it, if not me.
 */
export function moreOfStop(
  { characters = 0, limit, receipt, took_s }: IMark,
  other: string | null,
  trans: TranslationBundle
): string | undefined {
  const said: string[] = [];
  if (limit) {
    if (receipt === 'detached') {
      // The label has more to say than that.
      said.push(limitWords(limit, trans));
    }
    said.push(
      limit.is_servers
        ? trans.__('The limit is set for all answers on this server.')
        : other === null
          ? trans.__('The limit is set in the settings of the Stop button.')
          : trans.__('It is a limit of %1.', other)
    );
  }
  if (took_s !== undefined) {
    said.push(
      trans.__('Stopped after %1', spentInWords(took_s, characters, trans))
    );
  }
  return said.join('\n') || undefined;
}

/**
 * Whole minutes as such, and seconds else.
 */
function lastingWords(seconds: number, trans: TranslationBundle): string {
  return seconds >= 60 && seconds % 60 === 0
    ? trans._n('%1 minute', '%1 minutes', seconds / 60)
    : trans.__('%1 s', seconds.toLocaleString());
}

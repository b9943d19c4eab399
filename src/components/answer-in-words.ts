import type { IUser } from '@jupyter/chat';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { IGeneration } from '../generations';
import { nameOf } from './names';

/**
 * What stopping one answer is called in a menu: which persona, what it does, and for how long.
 *
 * @param sender - Who asked for it, where that is known.
 */
export function answerInWords(
  answer: IGeneration,
  sender: IUser | undefined,
  trans: TranslationBundle
): string {
  const { persona_name: persona } = answer;
  const age = ageInWords(Date.now() / 1000 - answer.started_at, trans);
  const words =
    answer.state === 'stopping'
      ? answer.can_force === false
        ? trans.__('%1: stopping, began %2 ago', persona, age)
        : trans.__('Force %1: stopping, began %2 ago', persona, age)
      : answer.state === 'queued'
        ? trans.__('Stop %1: waiting for %2', persona, age)
        : trans.__('Stop %1: answering for %2', persona, age);
  return answer.is_mine || !sender
    ? words
    : trans.__('%1, asked by %2', words, nameOf(sender, trans));
}

/**
 * @param ageS - In seconds. The server's clock may be ahead of this page's.
 */
function ageInWords(ageS: number, trans: TranslationBundle): string {
  const seconds = Math.max(0, Math.round(ageS));
  return seconds < 60
    ? trans.__('%1 s', seconds)
    : seconds < 3600
      ? trans.__('%1 min', Math.floor(seconds / 60))
      : trans.__('%1 h', Math.floor(seconds / 3600));
}

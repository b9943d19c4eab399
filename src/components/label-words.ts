import type { IChatModel } from '@jupyter/chat';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { IAnswer } from '../generations';
import { limitWords } from './limit-words';
import { findUser, isMe, nameOf } from './names';
import { isCellAlone } from './still-running';

/**
 * What is said below an answer that was stopped or that broke off; null where there is nothing to
 * say. Of a receipt or a cause that this page does not know it says nothing.
 */
export function labelWords(
  answer: IAnswer,
  model: IChatModel,
  trans: TranslationBundle
): string | null {
  const { mark } = answer;
  if (mark.status === 'error') {
    return brokeOff(mark, trans);
  }
  if (mark.status !== 'interrupted') {
    return null;
  }
  const other = whoElse(answer, model, trans);
  const { waited_for: persona } = mark;
  if (persona !== undefined) {
    return other === null
      ? trans.__('Not sent to %1', persona)
      : trans.__('Not sent to %1, stopped by %2', persona, other);
  }
  if (isCellAlone(mark)) {
    return other === null
      ? trans.__('Stopped early. A cell that it started is still running.')
      : trans.__(
          'Stopped early by %1. A cell that it started is still running.',
          other
        );
  }
  if (mark.receipt === 'detached') {
    return other === null
      ? trans.__('Hidden. It could not be cancelled and may still be running.')
      : trans.__(
          'Hidden by %1. It could not be cancelled and may still be running.',
          other
        );
  }
  if (mark.limit) {
    return limitWords(mark.limit, trans);
  }
  return other === null
    ? trans.__('Stopped early')
    : trans.__('Stopped early by %1', other);
}

function brokeOff(
  { cause, reason }: IAnswer['mark'],
  trans: TranslationBundle
): string {
  if (cause === 'cancelled') {
    return trans.__(
      'Broke off. It was cancelled by something else than a stop.'
    );
  }
  if (reason !== undefined) {
    return trans.__('Broke off. %1', reason);
  }
  return cause === undefined
    ? trans.__('Broke off. The server stopped while this was being written.')
    : trans.__('Broke off.');
}

/**
 * Who stopped it, if not me.
 */
export function whoElse(
  { mark, prompt }: IAnswer,
  model: IChatModel,
  trans: TranslationBundle
): string | null {
  const username = mark.stopped_by;
  if (!username || isMe(username, model)) {
    return null;
  }
  const sender = prompt?.sender.username === username ? prompt.sender : null;
  const user = findUser(username, model) ?? sender ?? { username };
  // What they are called now; what they were called then is in the mark.
  return nameOf({ name: mark.stopped_by_name, ...user }, trans);
}

import type { TranslationBundle } from '@jupyterlab/translation';

import type { Receipt, Resource } from '../protocol';

interface IEnded {
  readonly receipt?: Receipt | null;
  readonly left?: readonly Resource[];
}

/**
 * Whether all that was left of an answer is a cell that it started.
 */
export function isCellAlone({ left = [], receipt }: IEnded): boolean {
  return receipt === 'detached' && left.join() === 'execution';
}

/**
 * What may still be running of a generation that could not be cancelled, or that failed, for a
 * person; nothing where that is not known.
 */
export function stillRunning(
  ended: IEnded,
  trans: TranslationBundle
): string | undefined {
  if (
    ended.receipt === 'cancelled' ||
    !ended.left?.length ||
    isCellAlone(ended)
  ) {
    return undefined;
  }
  const words: { readonly [kind in Resource]: string } = {
    task: trans.__('a task on the server'),
    thread: trans.__('a thread'),
    request: trans.__('a request'),
    process: trans.__('a process'),
    agent: trans.__('an agent that goes on with its turn'),
    execution: trans.__('a cell that it started'),
    other: trans.__('something else')
  };
  const list = ended.left.map(kind => words[kind]).join(', ');
  return trans.__('Still running: %1', list);
}

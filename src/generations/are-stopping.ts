import type { IGenerationRecord } from '../protocol';
import type { IStopActions } from './tokens';

/**
 * Whether a stop of all of these generations is under way; not so of none.
 */
export function areStopping(
  generations: readonly IGenerationRecord[],
  actions: IStopActions
): boolean {
  return (
    generations.length > 0 &&
    generations.every(
      ({ chat_id, generation_id, state }) =>
        state === 'stopping' || actions.isStopping(chat_id, [generation_id])
    )
  );
}

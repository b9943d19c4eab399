import type { IInputModel } from '@jupyter/chat';

import { hasDraft } from '../generations';
import { useSignals } from './use-signals';

/**
 * Whether something is in a chat's input that has not been sent, as it changes.
 *
 * @param isFollowed - Whether what happens there from now on is looked at.
 */
export function useDraft(input: IInputModel, isFollowed = true): boolean {
  return useSignals(
    isFollowed
      ? [input.valueChanged, input.attachmentsChanged]
      : [undefined, undefined],
    () => hasDraft(input)
  );
}

import type { IInputModel } from '@jupyter/chat';

import { useSignals } from './use-signals';

/**
 * Whether something is in a chat's input that has not been sent: text or attachments.
 */
export function hasDraft(input: IInputModel): boolean {
  return !!input.value.trim() || input.attachments.length > 0;
}

/**
 * The same, as it changes.
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

import type { IInputModel } from '@jupyter/chat';

/**
 * Whether something is in a chat's input that has not been sent: text or attachments.
 */
export function hasDraft(input: IInputModel): boolean {
  return !!input.value.trim() || input.attachments.length > 0;
}

import type { IMessage } from '@jupyter/chat';

import type { IAnswer } from '../generations/answers';
import { isFinal, isSameMark, markIn } from './marks';

/**
 * What there is of a message beyond its body: nothing, or what is hidden or shown.
 */
export type Tail = 'none' | 'hidden' | 'shown';

/**
 * In place of the id of a message where none is left to stand for an answer.
 */
const NOWHERE = '';

/**
 * The answer that some messages are.
 *
 * @param messages - Those that carry the mark of its generation, in their order.
 * @param find - Finds a message of the chat by its id.
 * @param tailOf - Says what there is of a message beyond its body.
 */
export function answerOf(
  messages: readonly IMessage[],
  find: (messageId: string) => IMessage | null,
  tailOf: (message: IMessage) => Tail
): IAnswer | null {
  const place = placeOf(messages);
  const mark = markIn(place?.metadata);
  if (!place || !mark) {
    return null;
  }
  const found = find(mark.prompt_id);
  const prompt = found && !found.deleted ? found : null;
  const tails = messages.map(tailOf);
  return {
    mark,
    labelledId: place.deleted ? NOWHERE : place.id,
    prompt,
    continuableId: (prompt && messages.filter(isContinuable).pop()?.id) ?? null,
    hasReply: messages.some(message => message.id !== mark.prompt_id),
    hasUnseen: tails.some(tail => tail !== 'none'),
    isRevealed: tails.includes('shown')
  };
}

/**
 * Whether two answers say the same.
 */
export function isSameAnswer(
  one: IAnswer | null,
  other: IAnswer | null
): boolean {
  return (
    one === other ||
    (one !== null &&
      other !== null &&
      isSameMark(one.mark, other.mark) &&
      one.labelledId === other.labelledId &&
      one.prompt === other.prompt &&
      one.continuableId === other.continuableId &&
      one.hasReply === other.hasReply &&
      one.hasUnseen === other.hasUnseen &&
      one.isRevealed === other.isRevealed)
  );
}

/**
 * Whether a message is a reply with a text that can be gone on from.
 */
function isContinuable(message: IMessage): boolean {
  const { body, deleted, id, metadata } = message;
  const mark = markIn(metadata);
  return (
    !!mark?.can_continue &&
    isFinal(mark) &&
    mark.prompt_id !== id &&
    !deleted &&
    !!body
  );
}

/**
 * The message that stands for an answer: the prompt where that carries the mark, else the last
 * reply that is left, else whatever there is.
 */
function placeOf(messages: readonly IMessage[]): IMessage | undefined {
  const left = messages.filter(message => !message.deleted);
  return (
    left.find(({ id, metadata }) => markIn(metadata)?.prompt_id === id) ??
    left[left.length - 1] ??
    messages[messages.length - 1]
  );
}

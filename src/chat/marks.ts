import type { IMessageContent } from '@jupyter/chat';

import { IMark, parseMark } from '../protocol';

/**
 * The mark in a message's metadata, or null where there is none. Each metadata object is parsed
 * once, whoever asks.
 */
export function markIn(metadata: IMessageContent['metadata']): IMark | null {
  if (!metadata) {
    return null;
  }
  const known = parsed.get(metadata);
  if (known !== undefined) {
    return known;
  }
  const mark = parseMark(metadata);
  parsed.set(metadata, mark);
  return mark;
}

/**
 * Whether a generation has ended, as its mark says. One with a word of a newer server has.
 */
export function isFinal(mark: IMark | null): boolean {
  return mark !== null && mark.status !== 'streaming';
}

/**
 * Whether two marks say the same. A message that is told anew has another object.
 */
export function isSameMark(one: IMark | null, other: IMark | null): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}

const parsed = new WeakMap<object, IMark | null>();

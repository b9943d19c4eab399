import type { IAttachment, IChatModel } from '@jupyter/chat';

import { isFields } from '../../protocol';

/**
 * Take the prompts that wait for their turn in a chat of jupyterlite-ai 0.20 back into its input,
 * behind what is there: they stand nowhere else in the chat, and the first of them would be asked as
 * soon as the answer has ended. In a chat without such a queue nothing is done.
 */
export function takeBackWaiting(model: IChatModel): void {
  if (!hasQueue(model)) {
    return;
  }
  const waiting = model.messageQueue.filter(isWaiting);
  const { input } = model;
  for (const { id, _originalMsg: prompt } of waiting) {
    model.removeQueuedMessage(id);
    prompt?.attachments?.forEach(one => input.addAttachment?.(one));
  }
  if (waiting.length > 0) {
    const bodies = waiting.map(({ body }) => body);
    input.value = [input.value, ...bodies]
      .filter(text => text.trim())
      .join('\n\n');
  }
}

/**
 * What such a chat has beyond others.
 */
interface IQueue {
  readonly messageQueue: readonly unknown[];
  removeQueuedMessage(id: string): void;
}

interface IWaiting {
  readonly id: string;
  readonly body: string;
  readonly _originalMsg?: { readonly attachments?: readonly IAttachment[] };
}

function hasQueue(model: IChatModel): model is IChatModel & IQueue {
  const queue: unknown = Reflect.get(model, 'messageQueue');
  const remove: unknown = Reflect.get(model, 'removeQueuedMessage');
  return Array.isArray(queue) && typeof remove === 'function';
}

function isWaiting(value: unknown): value is IWaiting {
  return (
    isFields(value) &&
    typeof value.id === 'string' &&
    typeof value.body === 'string'
  );
}

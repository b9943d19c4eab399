import type { IGeneration } from '../generations';

/**
 * The answer of mine of which a message is the last reply, while it is live.
 */
export function writerOf(
  messageId: string,
  live: readonly IGeneration[]
): IGeneration | undefined {
  return live.find(
    one => one.is_mine && one.reply_ids.slice(-1)[0] === messageId
  );
}

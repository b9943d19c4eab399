import type { ClientFrame, ISeen } from '../protocol';

/**
 * The same frame as servers take it that are older than this page, as one is that was upgraded and
 * not started anew: without `chat_path`, `prompt_ids`,
 * `leaves_executions`, `limit` and `checksum`.
 *
 * @returns `null` where it has none of them.
 */
export function plainer<T extends ClientFrame>(frame: T): T | null {
  const plain = { ...frame, chat_path: undefined };
  if (frame.type !== 'stop') {
    return frame.chat_path === undefined ? null : plain;
  }
  const isPlain =
    frame.chat_path === undefined &&
    frame.prompt_ids === undefined &&
    frame.leaves_executions === undefined &&
    frame.limit === undefined &&
    !frame.seen?.some(one => one.checksum !== undefined);
  return isPlain
    ? null
    : {
        ...plain,
        prompt_ids: undefined,
        leaves_executions: undefined,
        limit: undefined,
        seen: frame.seen?.map(withoutChecksum)
      };
}

function withoutChecksum({ message_id, length }: ISeen): ISeen {
  return { message_id, length };
}

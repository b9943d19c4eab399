import type { IGeneration } from './generation';
import type { IChatKey, ISource } from './tokens';

/**
 * The generations of a chat that have not ended and whose answers are mine, oldest first.
 */
export function mineIn(
  generations: Pick<ISource, 'live'>,
  chat: IChatKey
): readonly IGeneration[] {
  return generations.live(chat).filter(one => one.is_mine);
}

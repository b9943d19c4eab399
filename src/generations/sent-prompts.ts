import type { IChatModel } from '@jupyter/chat';

import type { IChatAnswers } from './answers';
import type { IGeneration } from './generation';

/**
 * The prompts of mine in a chat that may still be on their way to whom they are for: sent just now,
 * and of no generation that is known. With real-time collaboration a stop can overtake them, since
 * they go another way.
 */
export function sentPrompts(
  model: IChatModel,
  live: readonly IGeneration[],
  answers: IChatAnswers
): readonly string[] {
  const earliest = Date.now() / 1000 - ON_THE_WAY_S;
  const latest = model.messages.slice(-LOOKED_AT);
  const taken = new Set([
    ...live.map(one => one.prompt_id),
    ...latest.map(one => answers.at(one.id)?.mark.prompt_id)
  ]);
  return latest
    .filter(
      ({ deleted, id, sender, time }) =>
        sender.username === model.user?.username &&
        !deleted &&
        time >= earliest &&
        !taken.has(id)
    )
    .map(({ id }) => id);
}

const LOOKED_AT = 16;

/**
 * For how long a prompt may be on its way, in seconds, by this page's clock.
 */
const ON_THE_WAY_S = 60;

import type { IChatModel } from '@jupyter/chat';
import { useEffect, useState } from 'react';

import { areStopping, IStopActions } from '../generations';

/**
 * What is going on in a chat, as the button needs to know it.
 */
export interface IAnswers {
  /**
   * How many answers of mine run or wait.
   */
  readonly count: number;

  /**
   * Whether there is one to choose from: several answers, or somebody else's.
   */
  readonly hasChoice: boolean;

  /**
   * Whether a stop of all of mine is under way.
   */
  readonly isStopping: boolean;

  /**
   * What is to be said of a stop that has not been answered.
   */
  readonly note: string | null;

  /**
   * Freeze and stop my answers.
   */
  readonly stop: () => void;
}

/**
 * Follow the answers of a chat.
 *
 * @param model - The chat's model; without one nothing is going on.
 */
export function useAnswers(
  actions: IStopActions,
  model: IChatModel | undefined
): IAnswers {
  const [, setRevision] = useState(0);

  useEffect(() => {
    if (!model) {
      return;
    }
    actions.watch(model);
    const look = () => setRevision(revision => revision + 1);
    const onChanged = (_: unknown, chatId: string) => {
      if (chatId === model.id) {
        look();
      }
    };
    actions.changed.connect(onChanged);
    actions.generations.changed.connect(onChanged);
    look();
    if (model.id === undefined) {
      // Another view of the same chat may have told already what goes on in it.
      void model.ready.then(look);
    }
    return () => {
      actions.changed.disconnect(onChanged);
      actions.generations.changed.disconnect(onChanged);
    };
  }, [actions, model]);

  const chatId = model?.id;
  const live = actions.generations.live(chatId);
  const mine = live.filter(one => one.is_mine);
  return {
    count: mine.length,
    hasChoice: live.length > 1 || live.length > mine.length,
    isStopping: areStopping(mine, actions),
    note: chatId === undefined ? null : actions.noteOf(chatId),
    stop: () => model && actions.stop(model)
  };
}

import type { IChatModel } from '@jupyter/chat';
import { useEffect } from 'react';

import type { IGeneration, IStopActions } from '../generations';
import { runningAlone } from './running-cells';
import { useSignals } from './use-signals';

/**
 * What is going on in a chat, as the button needs to know it.
 */
export interface IAnswers {
  /**
   * How many answers of mine run or wait.
   */
  readonly count: number;

  /**
   * Whether there is one to choose from: several answers, or somebody else's, or a cell that one of
   * mine runs.
   */
  readonly hasChoice: boolean;

  /**
   * Whether a stop of all of mine is under way.
   */
  readonly isStopping: boolean;

  /**
   * Whether another press would do more than the first.
   */
  readonly canForce: boolean;

  /**
   * What is to be said of a stop that has not been answered.
   */
  readonly note: string | null;
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
  useEffect(() => {
    if (model) {
      actions.watch(model);
    }
  }, [actions, model]);

  const { generations } = actions;
  const signals = [generations.changed, actions.changed];
  const live = useSignals(signals, () =>
    model ? generations.live(model) : NONE
  );
  const mine = live.filter(one => one.is_mine);
  const ids = mine.map(one => one.generation_id);
  const isStopping = useSignals(
    signals,
    () => !!model && actions.isStopping(model, ids)
  );
  const note = useSignals(signals, () =>
    model ? actions.noteOf(model) : null
  );
  return {
    count: mine.length,
    hasChoice:
      live.length > 1 ||
      live.length > mine.length ||
      mine.some(one => runningAlone(one).length > 0),
    isStopping,
    canForce: mine.some(one => one.can_force !== false),
    note
  };
}

const NONE: readonly IGeneration[] = [];

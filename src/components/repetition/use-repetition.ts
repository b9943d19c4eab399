import type { IChatModel, IMessageContent } from '@jupyter/chat';
import { useRef } from 'react';

import type { IPreferences, IStopActions } from '../../generations';
import { useSignals } from '../use-signals';
import { writerOf } from '../writer-of';
import { Repetition } from './repetition';

/**
 * Whether a message is the last reply of an answer to me that is being written, and how often what
 * stands at its end is there.
 */
export function useRepetition(
  options: useRepetition.IOptions
): useRepetition.IRepetition {
  const { actions, message, model, preferences } = options;
  const { generations } = actions;
  const repetition = useRef<Repetition | null>(null);

  const generationId = useSignals(
    [generations.changed, actions.changed, preferences.changed],
    () => {
      const { generation_id: id, state } =
        writerOf(message.id, generations.live(model)) ?? {};
      return preferences.values.isRepetitionTold &&
        id !== undefined &&
        state === 'running' &&
        !actions.isStopping(model, [id])
        ? id
        : null;
    }
  );
  const written = actions.answersIn(model).find(message.id);
  const copies = useSignals([written?.changed], () => {
    const body = written?.body;
    if (generationId === null || typeof body !== 'string') {
      return 0;
    }
    repetition.current ??= new Repetition();
    return repetition.current.copiesIn(body);
  });
  return { copies, generationId };
}

export namespace useRepetition {
  export interface IOptions {
    readonly actions: IStopActions;
    readonly message: IMessageContent;
    readonly model: IChatModel;
    readonly preferences: IPreferences;
  }

  export interface IRepetition {
    /**
     * 0 where it does not repeat itself.
     */
    readonly copies: number;
    /**
     * Null where it is no such reply, or nothing is to be told of it.
     */
    readonly generationId: string | null;
  }
}

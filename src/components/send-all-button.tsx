import type { IChatModel } from '@jupyter/chat';
import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import { canRegenerate, IAnswer, IStopActions } from '../generations';
import { KeptButton } from './kept-button';
import { useSignals } from './use-signals';

/**
 * Asks all prompts again that one stop has dropped, below the last of them, if there are several.
 */
export function SendAllButton(props: SendAllButton.IProps): JSX.Element | null {
  const { actions, answer, model, trans } = props;
  const answers = actions.answersIn(model);
  const count = useSignals([answers.changed], () => {
    const dropped = droppedWith(answer, actions, model);
    return dropped[dropped.length - 1] === answer ? dropped.length : 0;
  });
  return count < 2 ? null : (
    <KeptButton
      model={model}
      name="sendAll"
      title={trans.__(
        'Send the %1 prompts again that this stop has dropped, in their order',
        count
      )}
      act={() =>
        droppedWith(answer, actions, model).forEach(({ mark }) =>
          actions.regenerate(model, mark.prompt_id)
        )
      }
    >
      {trans.__('Send all again')}
    </KeptButton>
  );
}

export namespace SendAllButton {
  export interface IProps {
    readonly actions: IStopActions;
    readonly answer: IAnswer;
    readonly model: IChatModel;
    readonly trans: TranslationBundle;
  }
}

/**
 * The answers that the stop of one has ended before they began, in the order of their prompts, and
 * that can be asked again.
 */
function droppedWith(
  { mark }: IAnswer,
  actions: IStopActions,
  model: IChatModel
): readonly IAnswer[] {
  return actions
    .answersIn(model)
    .droppedBy(mark.stop_id ?? '')
    .filter(one => one.prompt && canRegenerate(one.mark, actions.generations));
}

import type { IChatModel } from '@jupyter/chat';
import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import type { IStopActions } from '../generations';
import type { EndBy } from '../protocol';
import { LabelButton } from './label-button';
import { runningCells } from './running-cells';
import { useFocusKept } from './use-focus-kept';
import { useSignals } from './use-signals';

/**
 * What can be done about cells that an answer has left running, for as long as they are known to
 * run.
 */
export function LeftCells(props: LeftCells.IProps): JSX.Element | null {
  const { generations } = props.actions;
  const record = useSignals([generations.told], () =>
    generations.find(props.generationId)
  );
  return record?.may_stop && runningCells(record).length > 0 ? (
    <Offers {...props} />
  ) : null;
}

function Offers(props: LeftCells.IProps): JSX.Element {
  const { actions, generationId, model, trans } = props;
  const focusInput = () => model.input.focus();
  const interrupt = useFocusKept(focusInput);
  const restart = useFocusKept(focusInput);
  const end = (by: EndBy) =>
    runningCells(actions.generations.find(generationId)).forEach(one =>
      actions.end(model, one, by)
    );
  return (
    <>
      <LabelButton
        buttonRef={interrupt}
        name="interrupt"
        title={trans.__('Interrupt the cell that still runs')}
        act={() => end('interrupt')}
      >
        {trans.__('Interrupt it')}
      </LabelButton>
      <LabelButton
        buttonRef={restart}
        name="restart"
        title={trans.__('Start its kernel anew, where an interrupt is no help')}
        act={() => end('restart')}
      >
        {trans.__('Restart that kernel')}
      </LabelButton>
    </>
  );
}

export namespace LeftCells {
  export interface IProps {
    readonly actions: IStopActions;
    readonly generationId: string;
    readonly model: IChatModel;
    readonly trans: TranslationBundle;
  }
}

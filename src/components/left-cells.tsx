import type { IChatModel } from '@jupyter/chat';
import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import type { IStopActions } from '../generations';
import type { EndBy } from '../protocol';
import { KeptButton } from './kept-button';
import { runningCells } from './running-cells';
import { useSignals } from './use-signals';

/**
 * What can be done about cells that an answer has left running, for as long as they are known to
 * run.
 */
export function LeftCells(props: LeftCells.IProps): JSX.Element | null {
  const { actions, generationId, model, trans } = props;
  const { generations } = actions;
  const record = useSignals([generations.told], () =>
    generations.find(generationId)
  );
  if (!record?.may_stop || runningCells(record).length === 0) {
    return null;
  }
  const end = (by: EndBy) =>
    runningCells(generations.find(generationId)).forEach(one =>
      actions.end(model, one, by)
    );
  return (
    <>
      <KeptButton
        model={model}
        name="interrupt"
        title={trans.__('Interrupt the cell that still runs')}
        act={() => end('interrupt')}
      >
        {trans.__('Interrupt it')}
      </KeptButton>
      <KeptButton
        model={model}
        name="restart"
        title={trans.__('Start its kernel anew, where an interrupt is no help')}
        act={() => end('restart')}
      >
        {trans.__('Restart that kernel')}
      </KeptButton>
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

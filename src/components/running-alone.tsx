import type { IChatModel, IMessageContent } from '@jupyter/chat';
import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import type { IStopActions } from '../generations';
import { aloneInWords } from './alone-in-words';
import { BelowMessage } from './below-message';
import { KeptButton } from './kept-button';
import { runningAlone } from './running-cells';
import { useSignals } from './use-signals';
import { writerOf } from './writer-of';

/**
 * What stands below a reply that is being written, and below the tool calls in it: each cell and
 * command that its answer runs now, to be stopped alone.
 */
export function RunningAlone(props: RunningAlone.IProps): JSX.Element | null {
  const { actions, message, model, trans } = props;
  const { generations } = actions;
  const answer = useSignals([generations.changed], () =>
    writerOf(message.id, generations.live(model))
  );
  const running = runningAlone(answer);
  return running.length === 0 ? null : (
    <BelowMessage>
      <div className="jp-StopStream-label">
        {running.map(one => (
          <KeptButton
            key={one.execution_id}
            model={model}
            name="stopAlone"
            title={trans.__(
              'The answer goes on, and is told that you stopped it'
            )}
            act={() => actions.end(model, one, 'stop')}
          >
            {aloneInWords(one, trans)}
          </KeptButton>
        ))}
      </div>
    </BelowMessage>
  );
}

export namespace RunningAlone {
  export interface IProps {
    readonly actions: IStopActions;
    readonly message: IMessageContent;
    readonly model: IChatModel;
    readonly trans: TranslationBundle;
  }
}

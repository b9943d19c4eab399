import type { IChatModel, IMessageContent } from '@jupyter/chat';
import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import type { IStopActions } from '../generations';
import { aloneInWords } from './alone-in-words';
import { BelowMessage } from './below-message';
import { LabelButton } from './label-button';
import { type Alone, runningAlone } from './running-cells';
import { useFocusKept } from './use-focus-kept';
import { useSignals } from './use-signals';

/**
 * What stands below a reply that is being written, and below the tool calls in it: each cell and
 * command that its answer runs now, to be stopped alone.
 */
export function RunningAlone(props: RunningAlone.IProps): JSX.Element | null {
  const { actions, message, model } = props;
  const { generations } = actions;
  const answer = useSignals([generations.changed], () =>
    generations
      .live(model)
      .find(one => one.is_mine && one.reply_ids.slice(-1)[0] === message.id)
  );
  const running = runningAlone(answer);
  return running.length === 0 ? null : (
    <BelowMessage>
      <div className="jp-StopStream-label">
        {running.map(one => (
          <StopAlone key={one.execution_id} {...props} one={one} />
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

function StopAlone(
  props: RunningAlone.IProps & { readonly one: Alone }
): JSX.Element {
  const { actions, model, one, trans } = props;
  return (
    <LabelButton
      buttonRef={useFocusKept(() => model.input.focus())}
      name="stopAlone"
      title={trans.__('The answer goes on, and is told that you stopped it')}
      act={() => actions.end(model, one, 'stop')}
    >
      {aloneInWords(one, trans)}
    </LabelButton>
  );
}

import type { IChatModel, IMessageContent } from '@jupyter/chat';
import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import type { IGeneration, IStopActions } from '../generations';
import { promptsThatWait } from '../generations/waiting-prompts';
import { BelowMessage } from './below-message';
import { KeptButton } from './kept-button';
import { isMe } from './names';
import { TakeBackButton } from './take-back-button';
import { useSignals } from './use-signals';
import { waitingInWords } from './waiting-in-words';

/**
 * What stands below a prompt that waits for its turn: for whom, at which place, and what can be done
 * about it; a line for each persona that it waits for.
 */
export function WaitingPrompt(props: WaitingPrompt.IProps): JSX.Element | null {
  const { actions, message, model } = props;
  const prompts = promptsThatWait(actions.generations);
  const isWaiting = React.useSyncExternalStore(
    React.useCallback(
      look => prompts.listen(model, message.id, look),
      [prompts, model, message.id]
    ),
    () => prompts.has(model, message.id)
  );
  return isWaiting ? <Lines {...props} /> : null;
}

export namespace WaitingPrompt {
  export interface IProps {
    readonly actions: IStopActions;
    readonly message: IMessageContent;
    readonly model: IChatModel;
    readonly trans: TranslationBundle;
  }
}

function Lines(props: WaitingPrompt.IProps): JSX.Element {
  const { actions, message, model } = props;
  const { generations } = actions;
  const live = useSignals([generations.changed], () => generations.live(model));
  const waiting = live.filter(
    one => one.state === 'queued' && one.prompt_id === message.id
  );
  return (
    <BelowMessage>
      {waiting.map((one, index) => (
        <Waiting
          key={one.generation_id}
          {...props}
          isFirst={index === 0}
          one={one}
        />
      ))}
    </BelowMessage>
  );
}

/**
 * @param props.isFirst - Whether it is the first line of its prompt, which alone takes that back.
 */
function Waiting(
  props: WaitingPrompt.IProps & {
    readonly isFirst: boolean;
    readonly one: IGeneration;
  }
): JSX.Element {
  const { actions, isFirst, message, model, one, trans } = props;
  const { generation_id: id, may_stop, persona_name, place = 1 } = one;
  const words = waitingInWords(one, trans);
  const isMine = isMe(message.sender.username, model);
  return (
    <div className="jp-StopStream-label jp-StopStream-onPrompt jp-StopStream-waiting">
      <span className="jp-StopStream-status" title={words}>
        {words}
      </span>
      {may_stop && place > 1 && (
        <KeptButton
          model={model}
          name="sendFirst"
          title={trans.__(
            'Have %1 answer this prompt next. What runs goes on',
            persona_name
          )}
          act={() => void actions.move(model, id, 'front')}
        >
          {trans.__('Send first')}
        </KeptButton>
      )}
      {isFirst && one.can_take_back && isMine && (
        <TakeBackButton {...props} waiting={one} />
      )}
      {may_stop && (
        <KeptButton
          model={model}
          name="stopWaiting"
          title={trans.__(
            'Stop this prompt alone, before %1 begins with it',
            persona_name
          )}
          act={() => actions.stop(model, [id])}
        >
          {trans.__('Stop')}
        </KeptButton>
      )}
    </div>
  );
}

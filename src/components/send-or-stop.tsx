import type { InputToolbarRegistry } from '@jupyter/chat';
import type { TranslationBundle } from '@jupyterlab/translation';
import { CommandRegistry } from '@lumino/commands';
import * as React from 'react';

import type { IStopActions, StopAndSend } from '../generations';
import type { AnswersButton } from './answers-button';
import { StopButton } from './stop-button';
import { useAnnouncement } from './use-announcement';
import { useAnswers } from './use-answers';
import { useDraft } from './use-draft';
import { useSignals } from './use-signals';
import { useTitle } from './use-title';

/**
 * The toolbar item in the place of Send: Send as it was, and Stop while an answer of mine runs or
 * waits. With a draft in the input both are there, and a menu; with several answers, or somebody
 * else's, a menu of them too.
 */
export function SendOrStop(props: SendOrStop.IProps): JSX.Element {
  const {
    actions,
    answersButton: Answers,
    item,
    send: Send,
    stopAndSend,
    trans
  } = props;
  const model = item.chatModel;
  const answers = useAnswers(actions, model);
  const announcement = useAnnouncement(actions, model, trans);
  const hasDraft = useDraft(item.model);
  const isWaiting = useSignals(
    [stopAndSend.changed],
    () => !!model && stopAndSend.isWaiting(model)
  );
  const sendPlace = React.useRef<HTMLSpanElement>(null);
  const keys = CommandRegistry.formatKeystroke(stopAndSend.keys);
  const canBoth = answers.count > 0 && hasDraft && !item.edit;
  useTitle(
    sendPlace,
    canBoth
      ? theirs =>
          keys
            ? trans.__(
                '%1: waits for its turn. %2 stops the answer and sends it now.',
                theirs,
                keys
              )
            : trans.__('%1: waits for its turn.', theirs)
      : null
  );
  const focusInput = () => item.model.focus();

  if (item.edit) {
    return <Send {...item} />;
  }
  // Send is always there, so that it keeps its place, its size and its state.
  const isInstead = answers.count > 0 && !hasDraft;
  return (
    <span className="jp-StopStream-place">
      <span className="jp-StopStream-note" role="status">
        {answers.note}
        {answers.note &&
          isWaiting &&
          ` ${trans.__('Your message is sent when the stop has been heard.')}`}
      </span>
      <span className="jp-StopStream-aloud" role="status">
        {announcement}
      </span>
      <span
        className={`jp-StopStream-slot${isInstead ? ' jp-mod-instead' : ''}`}
      >
        {Answers && (answers.hasChoice || canBoth) && model && (
          <Answers
            actions={actions}
            model={model}
            onFocusLost={focusInput}
            stopAndSend={stopAndSend}
            trans={trans}
          />
        )}
        {answers.count > 0 && model && (
          <StopButton
            count={answers.count}
            isStopping={answers.isStopping}
            canForce={answers.canForce}
            onFocusLost={focusInput}
            onStop={() => actions.stop(model)}
            sendKeys={hasDraft ? keys : ''}
            trans={trans}
          />
        )}
        <span
          ref={sendPlace}
          className="jp-StopStream-send"
          aria-hidden={isInstead}
        >
          <Send {...item} />
        </span>
      </span>
    </span>
  );
}

export namespace SendOrStop {
  export interface IProps {
    readonly actions: IStopActions;
    /**
     * The button of the menu, which is loaded with the first answer.
     */
    readonly answersButton: React.FunctionComponent<AnswersButton.IProps> | null;
    /**
     * What the toolbar gives to each of its items.
     */
    readonly item: InputToolbarRegistry.IToolbarItemProps;
    /**
     * The Send that the toolbar had.
     */
    readonly send: React.FunctionComponent<InputToolbarRegistry.IToolbarItemProps>;
    readonly stopAndSend: StopAndSend;
    readonly trans: TranslationBundle;
  }
}

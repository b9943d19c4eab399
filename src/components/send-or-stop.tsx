import type { InputToolbarRegistry } from '@jupyter/chat';
import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import type { IStopActions, StopAndSend } from '../generations';
import type { AnswersButton } from './answers-button';
import { StopButton } from './stop-button';
import { useAnnouncement } from './use-announcement';
import { useAnswers } from './use-answers';
import { useDraft } from './use-draft';
import { useSignals } from './use-signals';

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
  const sendNote = useSignals([stopAndSend?.changed], () =>
    model && stopAndSend ? stopAndSend.noteOf(model) : null
  );
  const canBoth = answers.count > 0 && hasDraft;
  const focusInput = () => item.model.focus();

  if (item.edit) {
    return <Send {...item} />;
  }
  // Send is always there, so that it keeps its place, its size and its state.
  const isInstead = answers.count > 0 && !hasDraft;
  return (
    <span className="jp-StopStream-place">
      <span className="jp-StopStream-note" role="status">
        {[answers.note, answers.note && sendNote].filter(Boolean).join(' ')}
      </span>
      <span className="jp-StopStream-aloud" role="status">
        {announcement}
      </span>
      <span
        className={`jp-StopStream-slot${isInstead ? ' jp-mod-instead' : ''}`}
      >
        {Answers && stopAndSend && (answers.hasChoice || canBoth) && model && (
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
            sendKeys={hasDraft ? (stopAndSend?.keys ?? []) : []}
            trans={trans}
          />
        )}
        <span className="jp-StopStream-send" aria-hidden={isInstead}>
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
     * The button of the menu, once it is loaded.
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
    /**
     * Loaded with it.
     */
    readonly stopAndSend: StopAndSend | null;
    readonly trans: TranslationBundle;
  }
}

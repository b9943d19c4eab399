import type { InputToolbarRegistry } from '@jupyter/chat';
import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import type { IStopActions } from '../generations';
import { StopButton } from './stop-button';
import { useAnswers } from './use-answers';
import { useDraft } from './use-draft';

/**
 * The toolbar item in the place of Send: Send as it was, and Stop while an answer of mine runs or
 * waits. With a draft in the input both are there.
 */
export function SendOrStop(props: SendOrStop.IProps): JSX.Element {
  const { actions, item, send: Send, trans } = props;
  const answers = useAnswers(actions, item.chatModel);
  const hasDraft = useDraft(item.model);

  if (item.edit) {
    return <Send {...item} />;
  }
  // Send is always there, so that it keeps its place, its size and its state.
  const isInstead = answers.isLive && !hasDraft;
  return (
    <span className="jp-StopStream-place">
      <span className="jp-StopStream-note" role="status">
        {answers.note}
      </span>
      <span
        className={`jp-StopStream-slot${isInstead ? ' jp-mod-instead' : ''}`}
      >
        {answers.isLive && (
          <StopButton
            isStopping={answers.isStopping}
            onFocusLost={() => item.model.focus()}
            onStop={answers.stop}
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
     * What the toolbar gives to each of its items.
     */
    readonly item: InputToolbarRegistry.IToolbarItemProps;
    /**
     * The Send that the toolbar had.
     */
    readonly send: React.FunctionComponent<InputToolbarRegistry.IToolbarItemProps>;
    readonly trans: TranslationBundle;
  }
}

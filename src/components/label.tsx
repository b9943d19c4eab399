import type { IChatModel, IMessageContent } from '@jupyter/chat';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';
import * as React from 'react';

import {
  canRegenerate,
  IAnswer,
  IEdits,
  IPreferences,
  IStopActions
} from '../generations';
import { BelowMessage } from './below-message';
import { EditButton } from './edit-button';
import { LabelButton } from './label-button';
import { labelWords, whoElse } from './label-words';
import { LateTouched } from './late-touched';
import { LeftCells } from './left-cells';
import { moreOfStop } from './limit-words';
import { RepetitionOffer } from './repetition';
import { RunningAlone } from './running-alone';
import { SendAllButton } from './send-all-button';
import { isCellAlone, stillRunning } from './still-running';
import { useSignals } from './use-signals';

/**
 * What stands below a message that was stopped or that broke off: the label of its answer, where
 * that has its place there. Below one that is being written: what its answer runs.
 */
export function Label(props: Label.IProps): JSX.Element | null {
  const { actions, message, model, trans } = props;
  const answers = actions.answersIn(model);
  const answer = useSignals([answers.changed], () => answers.at(message.id));
  const words = answer && labelWords(answer, model, trans);
  return answer?.labelledId === message.id && words !== null ? (
    <BelowMessage>
      <LabelView {...props} answer={answer} words={words} />
    </BelowMessage>
  ) : (
    <>
      <RepetitionOffer {...props} />
      <RunningAlone {...props} />
    </>
  );
}

function LabelView(
  props: Label.IProps & { readonly answer: IAnswer; readonly words: string }
): JSX.Element {
  const { actions, answer, commands, edits, model, trans, words } = props;
  const { continuableId, hasReply, hasUnseen, isRevealed, mark, prompt } =
    answer;
  const running = stillRunning(mark, trans);
  const more =
    mark.status === 'interrupted'
      ? moreOfStop(mark, whoElse(answer, model, trans), trans)
      : undefined;
  const isPromptGone = !!actions.answersIn(model).find(mark.prompt_id)?.deleted;
  const isRepeatable =
    !isPromptGone && canRegenerate(mark, actions.generations);
  const canReload = mark.can_reload !== false;
  // What may be cut where there is little room stands in the title.
  const isBrief = mark.receipt === 'cancelled';
  return (
    <div
      className={
        answer.labelledId === mark.prompt_id
          ? 'jp-StopStream-label jp-StopStream-onPrompt'
          : 'jp-StopStream-label'
      }
    >
      <span
        className={`jp-StopStream-status${isBrief ? ' jp-mod-brief' : ''}`}
        title={[isBrief && words, running, more].filter(Boolean).join('\n')}
      >
        {words}
        {running && <span className="jp-StopStream-aloud"> {running}</span>}
      </span>
      {continuableId !== null && (
        <LabelButton
          name="continue"
          title={trans.__(
            'Ask for the rest, in a new reply that begins where this one ends'
          )}
          act={() => actions.continueAnswer(model, continuableId)}
        >
          {trans.__('Continue')}
        </LabelButton>
      )}
      {isRepeatable && (
        <LabelButton
          name="regenerate"
          title={
            hasReply
              ? trans.__('Ask for another answer to the same prompt')
              : trans.__('Send the same prompt to the same persona')
          }
          act={() => actions.regenerate(model, mark.prompt_id)}
        >
          {hasReply ? trans.__('Regenerate') : trans.__('Send again')}
        </LabelButton>
      )}
      {mark.stop_id !== undefined && <SendAllButton {...props} />}
      {prompt && <EditButton model={model} prompt={prompt} trans={trans} />}
      {hasUnseen && (
        <LabelButton
          name="showRest"
          aria-pressed={isRevealed}
          title={trans.__('What had been written but not shown at the stop')}
          act={() => actions.reveal(model, mark.generation_id, !isRevealed)}
        >
          {isRevealed ? trans.__('Hide it again') : trans.__('Show the rest')}
        </LabelButton>
      )}
      {mark.left?.includes('execution') && (
        <LeftCells
          actions={actions}
          generationId={mark.generation_id}
          model={model}
          trans={trans}
        />
      )}
      {mark.receipt === 'detached' && canReload && !isCellAlone(mark) && (
        <LabelButton
          name="reload"
          title={trans.__(
            'Start the persona anew, which ends what it is doing'
          )}
          act={() => actions.reload(model)}
        >
          {trans.__('Reload the persona')}
        </LabelButton>
      )}
      {mark.touched && (
        <LateTouched
          beyond={mark.touched_beyond ?? 0}
          generationId={mark.generation_id}
          touched={mark.touched}
          {...{ commands, edits, trans }}
        />
      )}
    </div>
  );
}

export namespace Label {
  export interface IProps {
    readonly actions: IStopActions;
    /**
     * Of the application, by which documents are opened.
     */
    readonly commands: CommandRegistry;
    readonly edits: IEdits;
    readonly message: IMessageContent;
    readonly model: IChatModel;
    readonly preferences: IPreferences;
    readonly trans: TranslationBundle;
  }
}

import type { IChatModel, IMessageContent } from '@jupyter/chat';
import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import type { IStopActions } from '../generations';
import { IMark, parseMark } from '../protocol';
import { editPrompt } from './edit-prompt';
import { leftInWords } from './left';
import { isMe, nameOf } from './names';
import { useDraft } from './use-draft';
import { useMark } from './use-mark';

/**
 * What stands below a message that was stopped or that broke off.
 */
export function Label(props: Label.IProps): JSX.Element | null {
  const { actions, message, model, trans } = props;
  const mark = useMark(message);
  const hasDraft = useDraft(model.input);
  const [, look] = React.useReducer((count: number) => count + 1, 0);

  if (!mark || !Private.isLabelled(mark, message, model)) {
    return null;
  }
  const isRevealed = actions.isRevealed(model, mark.generation_id);
  const reveal = () => {
    actions.reveal(model, mark.generation_id, !isRevealed);
    look();
  };
  const left = leftInWords(mark, trans);
  const hasAnswer = Private.hasAnswer(mark, model);
  const prompt = Private.promptOf(mark, model);
  return (
    <div className="jp-StopStream-label">
      <span className="jp-StopStream-status" title={left}>
        {Private.status(mark, model, trans)}
        {left && <span className="jp-StopStream-aloud"> {left}</span>}
      </span>
      <button
        type="button"
        className="jp-StopStream-regenerate"
        title={
          hasAnswer
            ? trans.__('Ask for another answer to the same prompt')
            : trans.__('Send the same prompt to the same persona')
        }
        onClick={() => actions.regenerate(model, mark.prompt_id)}
      >
        {hasAnswer ? trans.__('Regenerate') : trans.__('Send again')}
      </button>
      {prompt && (
        <button
          type="button"
          className="jp-StopStream-edit"
          // It can still be reached, so that its title can be read.
          aria-disabled={hasDraft}
          title={
            hasDraft
              ? trans.__(
                  'The input has a draft. Send or clear it to edit this prompt there'
                )
              : trans.__('Put the prompt into the input, to change and send it')
          }
          onClick={() => !hasDraft && editPrompt(prompt, model)}
        >
          {trans.__('Edit')}
        </button>
      )}
      {Private.hasUnseen(mark, model) && (
        <button
          type="button"
          className="jp-StopStream-showRest"
          aria-pressed={isRevealed}
          title={trans.__('What had been written but not shown at the stop')}
          onClick={reveal}
        >
          {isRevealed ? trans.__('Hide it again') : trans.__('Show the rest')}
        </button>
      )}
      {mark.receipt === 'detached' && (
        <button
          type="button"
          className="jp-StopStream-reload"
          title={trans.__(
            'Start the persona anew, which ends what it is doing'
          )}
          onClick={() => actions.reload(model)}
        >
          {trans.__('Reload the persona')}
        </button>
      )}
    </div>
  );
}

export namespace Label {
  export interface IProps {
    readonly actions: IStopActions;
    readonly message: IMessageContent;
    readonly model: IChatModel;
    readonly trans: TranslationBundle;
  }
}

namespace Private {
  /**
   * One label for a generation: below the prompt where that carries the mark, else below the last
   * of what it left.
   */
  export function isLabelled(
    mark: IMark,
    message: IMessageContent,
    model: IChatModel
  ): boolean {
    if (mark.status !== 'interrupted' && mark.status !== 'error') {
      return false;
    }
    const all = marked(mark, model);
    const left = all.filter(one => !one.deleted);
    const place =
      all.find(one => one.id === mark.prompt_id) ?? left[left.length - 1];
    return place?.id === message.id;
  }

  /**
   * The prompt, where it is still there and is text.
   */
  export function promptOf(mark: IMark, model: IChatModel) {
    const found = model.messages.find(one => one.id === mark.prompt_id);
    const { attachments, body, deleted, mentions } = found ?? {};
    return typeof body === 'string' && !deleted
      ? { attachments, body, mentions }
      : null;
  }

  /**
   * Whether anything was written. Where not, the prompt was stopped before it began or while the
   * persona was silent.
   */
  export function hasAnswer(mark: IMark, model: IChatModel): boolean {
    return marked(mark, model).some(one => one.id !== mark.prompt_id);
  }

  export function hasUnseen(mark: IMark, model: IChatModel): boolean {
    return marked(mark, model).some(one => !!parseMark(one.metadata)?.unseen);
  }

  export function status(
    mark: IMark,
    model: IChatModel,
    trans: TranslationBundle
  ): string {
    if (mark.status === 'error') {
      return mark.reason === undefined
        ? trans.__(
            'Broke off. The server stopped while this was being written.'
          )
        : trans.__('Broke off. %1', mark.reason);
    }
    const { stopped_by: by, stopped_by_name: byName } = mark;
    const other =
      by && !isMe(by, model) ? nameOf(by, model, trans, byName) : null;
    if (mark.receipt === 'detached') {
      return other === null
        ? trans.__(
            'Hidden. It could not be cancelled and may still be running.'
          )
        : trans.__(
            'Hidden by %1. It could not be cancelled and may still be running.',
            other
          );
    }
    return other === null
      ? trans.__('Stopped early')
      : trans.__('Stopped early by %1', other);
  }

  function marked(mark: IMark, model: IChatModel) {
    return model.messages.filter(
      one => parseMark(one.metadata)?.generation_id === mark.generation_id
    );
  }
}

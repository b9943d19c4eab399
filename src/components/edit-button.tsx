import type { IChatModel, IMessage } from '@jupyter/chat';
import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import { editPrompt, hasDraft } from '../generations';
import { LabelButton } from './label-button';
import { useDraft } from './use-draft';
import { useOnScreen } from './use-on-screen';

/**
 * Puts the prompt of an answer back into the input, where that is empty. A chat may have hundreds of
 * these: only what is on the screen follows the draft.
 */
export function EditButton(props: EditButton.IProps): JSX.Element | null {
  const { model, prompt, trans } = props;
  const button = React.useRef<HTMLButtonElement>(null);
  const isDisabled = useDraft(model.input, useOnScreen(button));
  const { body } = prompt;

  if (typeof body !== 'string') {
    return null;
  }
  const { attachments, mentions } = prompt;
  return (
    <LabelButton
      buttonRef={button}
      name="edit"
      // It can still be reached, so that its title can be read.
      aria-disabled={isDisabled}
      title={
        isDisabled
          ? trans.__(
              'The input has a draft. Send or clear it to edit this prompt there'
            )
          : trans.__('Put the prompt into the input, to change and send it')
      }
      act={() => {
        if (!hasDraft(model.input)) {
          editPrompt({ attachments, body, mentions }, model);
        }
      }}
    >
      {trans.__('Edit')}
    </LabelButton>
  );
}

export namespace EditButton {
  export interface IProps {
    readonly model: IChatModel;
    readonly prompt: IMessage;
    readonly trans: TranslationBundle;
  }
}

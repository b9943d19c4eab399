import type { IChatModel } from '@jupyter/chat';
import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import { IGeneration, IStopActions, takeBack } from '../generations';
import { KeptButton } from './kept-button';
import { useDraft } from './use-draft';

/**
 * Takes a prompt that waits back into the input, where that is empty.
 */
export function TakeBackButton(props: TakeBackButton.IProps): JSX.Element {
  const { actions, model, trans, waiting } = props;
  const isDisabled = useDraft(model.input);
  return (
    <KeptButton
      model={model}
      name="takeBack"
      // It can still be reached, so that its title can be read.
      aria-disabled={isDisabled}
      title={
        isDisabled
          ? trans.__(
              'The input has a draft. Send or clear it to take this prompt back there'
            )
          : trans.__(
              'Put the prompt back into the input, as if it had not been sent'
            )
      }
      act={() => void takeBack(actions, model, waiting)}
    >
      {trans.__('Take back')}
    </KeptButton>
  );
}

export namespace TakeBackButton {
  export interface IProps {
    readonly actions: IStopActions;
    readonly model: IChatModel;
    readonly trans: TranslationBundle;
    readonly waiting: IGeneration;
  }
}

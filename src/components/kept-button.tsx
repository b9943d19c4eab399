import type { IChatModel } from '@jupyter/chat';
import * as React from 'react';

import { LabelButton } from './label-button';
import { useFocusKept } from './use-focus-kept';

/**
 * A button of the label that leaves the focus to the input of its chat when it goes.
 */
export function KeptButton(props: KeptButton.IProps): JSX.Element {
  const { model, ...rest } = props;
  const button = useFocusKept(() => model.input.focus());
  return <LabelButton {...rest} buttonRef={button} />;
}

export namespace KeptButton {
  export interface IProps extends Omit<LabelButton.IProps, 'buttonRef'> {
    readonly model: IChatModel;
  }
}

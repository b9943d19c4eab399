import * as React from 'react';

import { onPress } from '../generations';

/**
 * A button of the label.
 */
export function LabelButton(props: LabelButton.IProps): JSX.Element {
  const { act, buttonRef, name, ...rest } = props;
  return (
    <button
      {...rest}
      ref={buttonRef}
      type="button"
      className={`jp-StopStream-${name}`}
      onClick={onPress(act)}
    />
  );
}

export namespace LabelButton {
  export interface IProps extends Pick<
    React.ButtonHTMLAttributes<HTMLButtonElement>,
    | 'aria-controls'
    | 'aria-disabled'
    | 'aria-expanded'
    | 'aria-pressed'
    | 'children'
    | 'title'
  > {
    /**
     * What it does, once a press.
     */
    readonly act: () => void;
    readonly buttonRef?: React.Ref<HTMLButtonElement>;
    /**
     * The last part of its class.
     */
    readonly name: string;
  }
}

import * as React from 'react';

import { onPress } from '../generations';
import { holdPress, isDrawnOff } from './moving-press';

/**
 * A button of the label.
 */
export function LabelButton(props: LabelButton.IProps): JSX.Element {
  const { act, buttonRef, name, ...rest } = props;
  const press = onPress(act);
  return (
    <button
      {...rest}
      ref={buttonRef}
      type="button"
      className={`jp-StopStream-${name}`}
      onPointerDown={holdPress}
      onClick={event => isDrawnOff(event.nativeEvent) || press(event)}
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

import { TooltippedIconButton } from '@jupyter/chat';
import type { TranslationBundle } from '@jupyterlab/translation';
import { stopIcon } from '@jupyterlab/ui-components';
import * as React from 'react';

/**
 * The Stop button. Pressed while a stop is under way, it forces it.
 */
export function StopButton(props: StopButton.IProps): JSX.Element {
  const { isStopping, onFocusLost, onStop, trans } = props;
  const icon = React.useRef<HTMLSpanElement>(null);
  const latest = React.useRef(onFocusLost);
  latest.current = onFocusLost;

  React.useLayoutEffect(
    () => () => {
      // It is still in the page here, and takes the focus with it.
      if (icon.current?.closest('button') === document.activeElement) {
        latest.current();
      }
    },
    []
  );

  const label = isStopping
    ? trans.__('Stopping the answer…')
    : trans.__('Stop the answer');
  return (
    <TooltippedIconButton
      className="jp-StopStream-stopWrap"
      onClick={onStop}
      tooltip={label}
      aria-label={label}
      buttonProps={{
        title: label,
        className: `jp-StopStream-stop${isStopping ? ' jp-mod-stopping' : ''}`
      }}
    >
      <span ref={icon} className="jp-StopStream-stopIcon">
        <stopIcon.react tag={null} />
      </span>
    </TooltippedIconButton>
  );
}

export namespace StopButton {
  export interface IProps {
    readonly isStopping: boolean;
    /**
     * Called when the button disappears while it has the focus.
     */
    readonly onFocusLost: () => void;
    readonly onStop: () => void;
    readonly trans: TranslationBundle;
  }
}

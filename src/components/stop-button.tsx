import { TooltippedIconButton } from '@jupyter/chat';
import type { TranslationBundle } from '@jupyterlab/translation';
import { stopIcon } from '@jupyterlab/ui-components';
import * as React from 'react';

/**
 * The Stop button. Pressed while a stop is under way, it forces it.
 */
export function StopButton(props: StopButton.IProps): JSX.Element {
  const { isStopping, onStop, trans } = props;
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
      <stopIcon.react tag="span" className="jp-StopStream-stopIcon" />
    </TooltippedIconButton>
  );
}

export namespace StopButton {
  export interface IProps {
    readonly isStopping: boolean;
    readonly onStop: () => void;
    readonly trans: TranslationBundle;
  }
}

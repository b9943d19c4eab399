import type { TranslationBundle } from '@jupyterlab/translation';
import { stopIcon } from '@jupyterlab/ui-components';
import { CommandRegistry } from '@lumino/commands';
import * as React from 'react';

import { onPress } from '../generations';
import { useFocusKept } from './use-focus-kept';

/**
 * The Stop button. Pressed while a stop is under way, it forces it.
 */
export function StopButton(props: StopButton.IProps): JSX.Element {
  const { canForce, count, isStopping, onFocusLost, onStop, sendKeys, trans } =
    props;
  const button = useFocusKept(onFocusLost);
  const label = isStopping
    ? canForce
      ? trans.__('Stopping… Press again to force it')
      : trans.__('Stopping…')
    : trans._n('Stop the answer', 'Stop my %1 answers', count);

  const keys = CommandRegistry.formatKeystroke(sendKeys);
  const title = keys
    ? trans.__('%1. %2 stops and sends your message.', label, keys)
    : label;

  return (
    <button
      ref={button}
      type="button"
      className={`jp-StopStream-stop${isStopping ? ' jp-mod-stopping' : ''}`}
      aria-label={label}
      title={title}
      onClick={onPress(onStop)}
    >
      <stopIcon.react tag="span" className="jp-StopStream-stopIcon" />
    </button>
  );
}

export namespace StopButton {
  export interface IProps {
    /**
     * How many answers it stops.
     */
    readonly count: number;
    readonly isStopping: boolean;
    /**
     * Whether another press does more while it is stopping.
     */
    readonly canForce: boolean;
    /**
     * Called when the button disappears while it has the focus.
     */
    readonly onFocusLost: () => void;
    readonly onStop: () => void;
    /**
     * The keys that stop and send what is in the input; empty where there is nothing to send.
     */
    readonly sendKeys: readonly string[];
    readonly trans: TranslationBundle;
  }
}

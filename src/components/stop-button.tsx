import type { TranslationBundle } from '@jupyterlab/translation';
import { stopIcon } from '@jupyterlab/ui-components';
import * as React from 'react';

import { onPress } from '../generations';
import { useFocusKept } from './use-focus-kept';

/**
 * The Stop button. Pressed while a stop is under way, it forces it.
 */
export function StopButton(props: StopButton.IProps): JSX.Element {
  const { canForce, count, isStopping, onFocusLost, onStop, trans } = props;
  const button = useFocusKept(onFocusLost);
  const label = isStopping
    ? canForce
      ? trans.__('Stopping… Press again to force it')
      : trans.__('Stopping…')
    : trans._n('Stop the answer', 'Stop my %1 answers', count);

  return (
    <button
      ref={button}
      type="button"
      className={`jp-StopStream-stop${isStopping ? ' jp-mod-stopping' : ''}`}
      aria-label={label}
      title={label}
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
    readonly trans: TranslationBundle;
  }
}

import type { IChatModel } from '@jupyter/chat';
import type { TranslationBundle } from '@jupyterlab/translation';
import { caretUpEmptyThinIcon } from '@jupyterlab/ui-components';
import { CommandRegistry } from '@lumino/commands';
import * as React from 'react';

import { IStopActions, onPress, StopAndSend } from '../generations';
import { AnswersMenu } from './answers-menu';
import { useFocusKept } from './use-focus-kept';
import { useTitle } from './use-title';

/**
 * The button that opens the menu of the answers that are live in a chat, and of what can be sent in
 * their place. Where something can, the Send beside it says so.
 */
export function AnswersButton(props: AnswersButton.IProps): JSX.Element {
  const { actions, model, onFocusLost, stopAndSend, trans } = props;
  const button = useFocusKept(onFocusLost);
  const latest = React.useRef(onFocusLost);
  latest.current = onFocusLost;
  const [menu, setMenu] = React.useState<AnswersMenu | null>(null);
  const canSend = stopAndSend.can(model);
  const keys = CommandRegistry.formatKeystroke(stopAndSend.keys);
  useTitle(
    () => button.current?.parentElement?.querySelector(SEND),
    canSend
      ? theirs =>
          keys
            ? trans.__(
                '%1: waits for its turn. %2 stops the answer and sends it now.',
                theirs,
                keys
              )
            : trans.__('%1: waits for its turn.', theirs)
      : null
  );
  const label = canSend
    ? trans.__('Stop and send, or choose which answer to stop')
    : trans.__('Choose which answer to stop');

  const open = () => {
    if (menu || !button.current) {
      return;
    }
    const opened = new AnswersMenu({ actions, model, stopAndSend, trans });
    opened.aboutToClose.connect(() => {
      setMenu(null);
      // Only when it is closed is the focus free, and what was chosen in it carried out.
      void Promise.resolve().then(() => {
        opened.dispose();
        if (document.activeElement === document.body) {
          (button.current ?? { focus: latest.current }).focus();
        }
      });
    });
    opened.openAt(button.current);
    setMenu(opened);
  };

  return (
    <button
      ref={button}
      type="button"
      className="jp-StopStream-more"
      aria-label={label}
      aria-haspopup="menu"
      aria-expanded={!!menu}
      title={label}
      onClick={onPress(open)}
    >
      <caretUpEmptyThinIcon.react
        tag="span"
        className="jp-StopStream-moreIcon"
      />
    </button>
  );
}

export namespace AnswersButton {
  export interface IProps {
    readonly actions: IStopActions;
    readonly model: IChatModel;
    /**
     * Called when the button disappears while it, or its menu, has the focus.
     */
    readonly onFocusLost: () => void;
    readonly stopAndSend: StopAndSend;
    readonly trans: TranslationBundle;
  }
}

/**
 * The button of the Send beside it.
 */
const SEND = '.jp-StopStream-send button';

import type { IMessage, IMessageContent } from '@jupyter/chat';
import { useEffect, useState } from 'react';

import { IMark, parseMark } from '../protocol';

/**
 * The mark of a message, as it stands. A footer is not rendered again when its message changes.
 */
export function useMark(message: IMessageContent): IMark | null {
  const [mark, setMark] = useState(() => parseMark(message.metadata));

  useEffect(() => {
    const onChanged = () => setMark(parseMark(message.metadata));
    onChanged();
    const changed = asMessage(message)?.changed;
    changed?.connect(onChanged);
    return () => {
      changed?.disconnect(onChanged);
    };
  }, [message]);

  return mark;
}

/**
 * The footer's props are typed as plain content; what comes is the message itself.
 */
function asMessage(message: IMessageContent): IMessage | null {
  return 'changed' in message ? (message as unknown as IMessage) : null;
}

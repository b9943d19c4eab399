import type { IInputModel } from '@jupyter/chat';
import { useEffect, useState } from 'react';

/**
 * Whether something is in a chat's input that has not been sent: text or attachments.
 */
export function useDraft(input: IInputModel): boolean {
  const [hasDraft, setHasDraft] = useState(false);

  useEffect(() => {
    const onChanged = () =>
      setHasDraft(!!input.value.trim() || input.attachments.length > 0);
    input.valueChanged.connect(onChanged);
    input.attachmentsChanged?.connect(onChanged);
    onChanged();
    return () => {
      input.valueChanged.disconnect(onChanged);
      input.attachmentsChanged?.disconnect(onChanged);
    };
  }, [input]);

  return hasDraft;
}

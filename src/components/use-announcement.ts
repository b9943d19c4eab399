import type { IChatModel } from '@jupyter/chat';
import type { TranslationBundle } from '@jupyterlab/translation';
import { useEffect, useState } from 'react';

import type { IStopActions } from '../generations';
import { Announcement } from './announcement';
import { useSignals } from './use-signals';

/**
 * What is to be read aloud of the last stop in a chat.
 *
 * @param model - The chat's model; without one there is nothing to be said.
 */
export function useAnnouncement(
  actions: IStopActions,
  model: IChatModel | undefined,
  trans: TranslationBundle
): string {
  const [announcement, setAnnouncement] = useState<Announcement | null>(null);

  useEffect(() => {
    const made = model ? new Announcement({ actions, model, trans }) : null;
    setAnnouncement(made);
    return () => made?.dispose();
  }, [actions, model, trans]);

  return useSignals([announcement?.changed], () => announcement?.words ?? '');
}

import { chatIcon } from '@jupyter/chat';
import { PathExt, Time } from '@jupyterlab/coreutils';
import type { IRunningSessions } from '@jupyterlab/running';
import type { TranslationBundle } from '@jupyterlab/translation';

import { IGeneration, spentInWords } from '../generations';

/**
 * An answer, as an item of the Running panel.
 *
 * @param path - The chat's file, or null where it is not known.
 * @param written - How many characters of it have come to this page.
 * @param actions - What a press on it does.
 */
export function runningItem(
  record: IGeneration,
  path: string | null,
  written: number,
  actions: { readonly open: () => void; readonly stop: () => void },
  trans: TranslationBundle
): IRunningSessions.IRunningItem {
  const label = labelOf(record, path, trans);
  return {
    className: 'jp-StopStream-running',
    detail: () => ageOf(record),
    icon: () => chatIcon,
    label: () => label,
    // The panel is narrow, and cuts what it cannot show.
    labelTitle: () =>
      [label, path, spentBy(record, written, trans)].filter(Boolean).join('\n'),
    ...(record.may_stop && { shutdown: actions.stop }),
    ...(path !== null && { open: actions.open })
  };
}

function labelOf(
  record: IGeneration,
  path: string | null,
  trans: TranslationBundle
): string {
  const chat =
    path === null
      ? trans.__('a chat that is not open here')
      : PathExt.basename(path, '.chat');
  const persona = record.persona_name;
  switch (record.state) {
    case 'queued':
      return trans.__('%1 in %2 (waits)', persona, chat);
    case 'stopping':
      return trans.__('%1 in %2 (stopping…)', persona, chat);
    case 'running':
    case 'ended':
    case 'other':
      return trans.__('%1 in %2', persona, chat);
  }
}

/**
 * What it has taken since its turn. How much of it is written, is known where its chat is open.
 */
function spentBy(
  { began_at: beganAt, state }: IGeneration,
  written: number,
  trans: TranslationBundle
): string | null {
  if (state !== 'running' || beganAt === undefined) {
    return null;
  }
  const seconds = Math.max(0, Math.round(Date.now() / 1000 - beganAt));
  return spentInWords(seconds, written, trans);
}

function ageOf(record: IGeneration): string {
  // The server's clock may be ahead of the page's.
  const since = Math.min(record.started_at * 1000, Date.now());
  return Time.formatHuman(new Date(since), 'narrow');
}

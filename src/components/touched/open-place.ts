import type { CommandRegistry } from '@lumino/commands';

import type { ITouched } from '../../protocol';

/**
 * The path of what can be opened, or null: not what is gone, or is elsewhere than in the contents.
 */
export function pathOf(one: ITouched): string | null {
  const path = one.notebook ?? one.file;
  if (path === undefined || ABSOLUTE.test(path)) {
    return null;
  }
  const isGone = one.did.includes('deleted') && !one.cell_id;
  return isGone ? null : path;
}

/**
 * Open a notebook or a file, and go to the cell that is meant.
 *
 * @returns Whether it is there.
 */
export async function openPlace(
  commands: CommandRegistry,
  path: string,
  cellId: string | null | undefined
): Promise<boolean> {
  try {
    const widget: unknown = await commands.execute('docmanager:open', { path });
    if (cellId && hasFragments(widget)) {
      void goTo(widget, cellId);
    }
    return true;
  } catch (reason) {
    console.warn(`${path} could not be opened.`, reason);
    return false;
  }
}

const ABSOLUTE = /^([a-z]:|[\\/])/i;

/**
 * How often a notebook that has just been opened is asked for its cell, and how often in between it
 * is looked for, in milliseconds: it goes nowhere before the cell has been laid out.
 */
const MOST_TRIES = 20;
const PAUSE_MS = 500;

async function goTo(widget: IFragments, cellId: string): Promise<void> {
  // A notebook may take its time to load, in which no cell is active.
  await widget.context?.ready;
  let before = activeCellId(widget);
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    widget.setFragment(`#cell-id=${cellId}`);
    await new Promise(resolve => setTimeout(resolve, PAUSE_MS));
    const now = activeCellId(widget);
    before ??= now;
    // Where another cell is active, the person has gone there.
    if (!hasCells(widget) || now === cellId || now !== before) {
      return;
    }
  }
}

interface IFragments {
  setFragment(fragment: string): void;
  readonly context?: { readonly ready: Promise<void> };
  readonly content?: {
    readonly activeCell?: { readonly model: { readonly id: string } } | null;
  };
}

/**
 * Which cell is active; undefined where none is, and of other documents than notebooks.
 */
function activeCellId({ content }: IFragments): string | undefined {
  return content?.activeCell?.model.id;
}

function hasCells({ content }: IFragments): boolean {
  return content?.activeCell !== undefined;
}

/**
 * Whether this is the widget of a document, which goes to what a fragment names when it is ready.
 */
function hasFragments(widget: unknown): widget is IFragments {
  return (
    typeof widget === 'object' &&
    widget !== null &&
    'setFragment' in widget &&
    typeof widget.setFragment === 'function'
  );
}

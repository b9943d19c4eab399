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
      widget.setFragment(`#cell-id=${cellId}`);
    }
    return true;
  } catch (reason) {
    console.warn(`${path} could not be opened.`, reason);
    return false;
  }
}

const ABSOLUTE = /^([a-z]:|[\\/])/i;

interface IFragments {
  setFragment(fragment: string): void;
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

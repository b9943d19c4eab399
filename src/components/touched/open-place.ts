import type { CommandRegistry } from '@lumino/commands';

import type { ITouched } from '../../protocol';
import { expandHeadings, IMaybeHeading } from './headings';

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
    if (cellId && isNotebook(widget)) {
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
 * How often a notebook is asked for its cell, and how long it is left alone in between, in
 * milliseconds: one that has just been opened lays its cells out one after the other, when the page
 * has nothing else to do.
 */
const MOST_TRIES = 120;
const PAUSE_MS = 250;

/**
 * How often in a row a cell is found in view that stays there: those above it may not have their
 * height yet.
 */
const SETTLED = 4;

/**
 * What a person does who takes over.
 */
const TAKES_OVER = ['keydown', 'pointerdown', 'wheel'];

/**
 * Make a cell the active one, and bring it into view, until the person goes elsewhere.
 *
 * A fragment would do neither for sure: a notebook that gets one makes the cell active only by the
 * focus, which a cell that is not laid out cannot take, and once it is laid out not at all.
 */
async function goTo(
  { content, context }: INotebookWidget,
  cellId: string
): Promise<void> {
  await context.ready;
  const over = new AbortController();
  const { signal } = over;
  TAKES_OVER.forEach(type =>
    content.outerNode.addEventListener(type, () => over.abort(), {
      capture: true,
      passive: true,
      signal
    })
  );
  let isActive = false;
  let isExpanded = false;
  let inView = 0;
  for (let tries = 0; tries < MOST_TRIES && inView < SETTLED; tries++) {
    const index = content.widgets.findIndex(({ model }) => model.id === cellId);
    const cell = content.widgets[index];
    if (signal.aborted || (isActive && content.activeCellIndex !== index)) {
      break;
    }
    if (cell) {
      // A notebook that has just been opened hides what is collapsed a moment later.
      if (cell.isHidden && !isExpanded) {
        isExpanded = true;
        expandHeadings(cell, content.widgets.slice(0, index));
      }
      content.activeCellIndex = index;
      isActive = true;
      inView = isInView(cell.node, content.outerNode) ? inView + 1 : 0;
      if (inView === 0) {
        // Where something else is scrolled to meanwhile, it is asked again.
        content.scrollToItem(index, 'start').catch(() => undefined);
        // A few cells are laid out each time, also where the page is never idle.
        content.update();
      }
    }
    await new Promise(resolve => setTimeout(resolve, PAUSE_MS));
  }
  over.abort();
}

/**
 * Whether the begin of a cell is in the part of its notebook that is seen.
 */
function isInView(cell: HTMLElement, seen: HTMLElement): boolean {
  const { height, top } = cell.getBoundingClientRect();
  const { bottom, top: from } = seen.getBoundingClientRect();
  // What is scrolled to the edge may be a part of a pixel beyond it.
  return cell.isConnected && height > 0 && top > from - 1 && top < bottom;
}

/**
 * The widget of a notebook, as far as it is dealt with here.
 */
interface INotebookWidget {
  readonly content: {
    activeCellIndex: number;
    readonly outerNode: HTMLElement;
    readonly widgets: readonly ICell[];
    scrollToItem(index: number, align: 'start'): Promise<void>;
    update(): void;
  };
  readonly context: { readonly ready: Promise<void> };
}

interface ICell extends IMaybeHeading {
  readonly isHidden: boolean;
  readonly model: { readonly id: string };
  readonly node: HTMLElement;
}

function isNotebook(widget: unknown): widget is INotebookWidget {
  return (
    typeof widget === 'object' &&
    widget !== null &&
    'content' in widget &&
    typeof widget.content === 'object' &&
    widget.content !== null &&
    'activeCellIndex' in widget.content &&
    'scrollToItem' in widget.content
  );
}

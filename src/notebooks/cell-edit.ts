import type { ISharedCell, ISharedNotebook } from '@jupyter/ydoc';

import type { ICell, ICellEdit } from '../protocol';

/**
 * Whether a cell is as an edit has left it, so that nobody has changed it since.
 */
export function isAsLeft(notebook: ISharedNotebook, edit: ICellEdit): boolean {
  const cell = notebook.cells[indexOf(notebook, edit.cell_id)];
  const { after } = edit;
  return cell && after
    ? cell.cell_type === after.cell_type && cell.getSource() === after.source
    : !cell && !after;
}

/**
 * Put a cell back as it was before an edit.
 *
 * @returns The edit that this is, in turn; null where the cell is not as the edit has left it.
 */
export function takeBack(
  notebook: ISharedNotebook,
  edit: ICellEdit
): ICellEdit | null {
  if (!isAsLeft(notebook, edit)) {
    return null;
  }
  const { before, after } = edit;
  const index = indexOf(notebook, edit.cell_id);
  const cell = notebook.cells[index];
  if (!cell) {
    insert(notebook, placeBelow(notebook, edit.above), before);
    return { ...edit, before: null, after: before };
  }
  if (cell.cell_type === before?.cell_type) {
    replaceSource(cell, before.source);
    return { ...edit, before: after, after: before };
  }
  // Its outputs go with it.
  const whole = wholeCell(notebook, edit.cell_id);
  notebook.deleteCell(index);
  insert(notebook, index, before);
  return { ...edit, ...whole, after: before };
}

/**
 * What a cell is, with its outputs, and the id of the one above it; null where it is not there.
 */
export function wholeCell(
  notebook: ISharedNotebook,
  cellId: string
): Pick<ICellEdit, 'above' | 'before'> | null {
  const index = indexOf(notebook, cellId);
  const cell = notebook.cells[index];
  return cell
    ? {
        before: { ...cell.toJSON(), id: cellId, source: cell.getSource() },
        above: notebook.cells[index - 1]?.getId() ?? null
      }
    : null;
}

function indexOf(notebook: ISharedNotebook, cellId: string | null): number {
  return notebook.cells.findIndex(one => one.getId() === cellId);
}

/**
 * Where a cell stood that was deleted: at the end, where the one above it is gone as well.
 */
function placeBelow(notebook: ISharedNotebook, above: string | null): number {
  const index = indexOf(notebook, above);
  return above !== null && index < 0 ? notebook.cells.length : index + 1;
}

function insert(
  notebook: ISharedNotebook,
  index: number,
  cell: ICell | null
): void {
  if (cell) {
    notebook.insertCell(index, cell);
  }
}

/**
 * Only what differs, so that whoever has a cursor in the rest keeps it.
 */
function replaceSource(cell: ISharedCell, text: string): void {
  const old = cell.getSource();
  const most = Math.min(old.length, text.length);
  let start = 0;
  while (start < most && old[start] === text[start]) {
    start++;
  }
  let end = 0;
  while (
    end < most - start &&
    old[old.length - 1 - end] === text[text.length - 1 - end]
  ) {
    end++;
  }
  cell.updateSource(
    start,
    old.length - end,
    text.slice(start, text.length - end)
  );
}

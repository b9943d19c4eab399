import type { TranslationBundle } from '@jupyterlab/translation';

import type { Did, ITouched } from '../../protocol';

/**
 * What is said of all that an answer touched, in a line.
 *
 * @param beyond - How many things more there were.
 */
export function touchedWords(
  touched: readonly ITouched[],
  beyond: number,
  trans: TranslationBundle
): string {
  const cells = touched.filter(one => one.cell_id !== undefined);
  const notebooks = new Set(cells.map(one => one.notebook ?? ''));
  const others = touched.filter(one => one.cell_id === undefined);
  const count = (field: 'command' | 'file' | 'notebook') =>
    others.filter(one => one[field] !== undefined).length;
  const parts = [
    cellsIn([...notebooks], cells.length, trans),
    counted(count('notebook'), n => trans._n('%1 notebook', '%1 notebooks', n)),
    counted(count('file'), n => trans._n('%1 file', '%1 files', n)),
    counted(count('command'), n => trans._n('%1 command', '%1 commands', n)),
    counted(beyond, n => trans._n('%1 thing more', '%1 things more', n))
  ];
  return trans.__('Touched %1', parts.filter(part => part).join(', '));
}

/**
 * What one thing is called, without the folders that a notebook is in.
 *
 * @param number - Which cell of its notebook it is, from one on, where that is known.
 */
export function placeWords(
  one: ITouched,
  number: number | undefined,
  trans: TranslationBundle
): string {
  const { cell_id, command, file, notebook } = one;
  if (cell_id) {
    const name = number ?? cell_id.slice(0, ID_LENGTH);
    return trans.__('Cell %1 of %2', name, nameOf(notebook));
  }
  return cell_id === null
    ? trans.__('A cell of %1', nameOf(notebook))
    : (notebook ?? file ?? command ?? '');
}

/**
 * What was done to it. Of a word that this page does not know, nothing is said.
 */
export function didWords(
  did: readonly Did[],
  trans: TranslationBundle
): string {
  const words = {
    created: trans.__('created'),
    edited: trans.__('edited'),
    ran: trans.__('ran'),
    deleted: trans.__('deleted'),
    other: ''
  };
  return did
    .map(one => words[one])
    .filter(word => word)
    .join(', ');
}

/**
 * Of ids that nobody can read, so much is told as tells them apart.
 */
const ID_LENGTH = 8;

function cellsIn(
  notebooks: readonly string[],
  count: number,
  trans: TranslationBundle
): string {
  const [only] = notebooks;
  if (only === undefined) {
    return '';
  }
  if (notebooks.length > 1) {
    return trans._n(
      '%1 cell in %2 notebooks',
      '%1 cells in %2 notebooks',
      count,
      notebooks.length
    );
  }
  return trans._n('%1 cell in %2', '%1 cells in %2', count, nameOf(only));
}

function nameOf(path: string | undefined): string | undefined {
  return path?.slice(path.lastIndexOf('/') + 1);
}

function counted(count: number, say: (count: number) => string): string {
  return count > 0 ? say(count) : '';
}

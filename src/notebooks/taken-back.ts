import type { CommandRegistry } from '@lumino/commands';

import type { ITakenBack } from '../generations';
import type { ICellEdit } from '../protocol';
import { isAsLeft, takeBack } from './cell-edit';
import { isNotebook } from './open-notebook';

/**
 * Put cells back as they were before, the last edit first, as a change of the person's own, which
 * each notebook's own undo knows. Notebooks that are not open are opened, behind what is in front.
 */
export async function takeBackAll(
  commands: CommandRegistry,
  edits: readonly ICellEdit[]
): Promise<ITakenBack> {
  const inverse: ICellEdit[] = [];
  for (const path of new Set(edits.map(one => one.notebook))) {
    const ofNotebook = edits.filter(one => one.notebook === path);
    try {
      inverse.push(...(await takeBackIn(commands, path, ofNotebook)));
    } catch (reason) {
      console.warn(`The edits of ${path} could not be undone.`, reason);
    }
  }
  return { inverse, left: edits.length - inverse.length };
}

async function takeBackIn(
  commands: CommandRegistry,
  path: string,
  edits: readonly ICellEdit[]
): Promise<readonly ICellEdit[]> {
  const widget: unknown = await commands.execute('docmanager:open', {
    path,
    options: { activate: false }
  });
  if (!isNotebook(widget)) {
    throw new Error('It was not opened as a notebook.');
  }
  const { context } = widget;
  await context.ready;
  const { model } = context;
  const isSaved = !model.dirty && !model.collaborative;
  const isStale = edits.some(one => !isAsLeft(model.sharedModel, one));
  if (isSaved && isStale) {
    // The answer may have written the file behind the page's back.
    await context.revert();
  }
  const inverse: ICellEdit[] = [];
  for (const edit of model.readOnly ? [] : [...edits].reverse()) {
    // Each by itself: within a transaction a notebook does not say which cells it has.
    const undone = takeBack(model.sharedModel, edit);
    if (undone) {
      inverse.push(undone);
    }
  }
  if (isSaved && inverse.length > 0) {
    await context.save();
  }
  return inverse;
}

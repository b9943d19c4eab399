import { isNotebook } from './open-notebook';

/**
 * Which cell of a notebook each is, from one on, by its id, once it has been loaded; none, where the
 * notebook is not open.
 *
 * @param widgets - All that are open.
 */
export async function cellNumbers(
  widgets: Iterable<unknown>,
  path: string
): Promise<ReadonlyMap<string, number>> {
  const numbers = new Map<string, number>();
  for (const widget of widgets) {
    if (isNotebook(widget) && widget.context.path === path) {
      await widget.context.ready;
      widget.context.model.sharedModel.cells.forEach((cell, index) =>
        numbers.set(cell.getId(), index + 1)
      );
    }
  }
  return numbers;
}

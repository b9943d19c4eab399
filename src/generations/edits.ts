import type { ICellEdit } from '../protocol';

/**
 * What stopped answers have changed in notebooks, and the way back.
 */
export interface IEdits {
  /**
   * What can be taken back of an answer's edits: nothing, where the server does not know it.
   */
  of(generationId: string): Promise<readonly ICellEdit[]>;

  /**
   * Which cell of a notebook each is, from one on, by its id; none, where it is not open here.
   */
  cellNumbers(notebook: string): Promise<ReadonlyMap<string, number>>;

  /**
   * Put cells back as they were before, in the notebooks of this page, which are opened for it; the
   * last edit first.
   * A cell that is not as the edit left it is left alone.
   */
  takeBack(edits: readonly ICellEdit[]): Promise<ITakenBack>;
}

export interface ITakenBack {
  /**
   * What takes that back, in turn.
   */
  readonly inverse: readonly ICellEdit[];
  /**
   * How many cells were left as they are: they have been changed since, or cannot be written.
   */
  readonly left: number;
}

import type { IEdits, ITakenBack } from '../../generations';
import type { ICellEdit } from '../../protocol';

/**
 * Edits of which a test says what the server knows and what a page's notebooks take back.
 */
export class FakeEdits implements IEdits {
  readonly asked: string[] = [];
  readonly takenBack: (readonly ICellEdit[])[] = [];
  numbers: { readonly [notebook: string]: { readonly [id: string]: number } } =
    {};
  known: readonly ICellEdit[] = [];
  /**
   * How many of the next ones are left alone.
   */
  left = 0;

  async of(generationId: string): Promise<readonly ICellEdit[]> {
    this.asked.push(generationId);
    return this.known;
  }

  async cellNumbers(notebook: string): Promise<ReadonlyMap<string, number>> {
    return new Map(Object.entries(this.numbers[notebook] ?? {}));
  }

  async takeBack(edits: readonly ICellEdit[]): Promise<ITakenBack> {
    this.takenBack.push(edits);
    const inverse = edits
      .slice(this.left)
      .map(one => ({ ...one, before: one.after, after: one.before }));
    return { inverse: inverse.reverse(), left: this.left };
  }
}

import type { IGeneration } from './generation';

/**
 * What is chosen from lists of generations: the same list as before where nothing of it is another.
 */
export class Chosen {
  /**
   * @param isMeant - What of a list is chosen.
   */
  from(
    records: readonly IGeneration[],
    isMeant: (record: IGeneration) => boolean
  ): readonly IGeneration[] {
    const chosen = records.filter(isMeant);
    const isSame =
      chosen.length === this._before.length &&
      chosen.every((record, index) => record === this._before[index]);
    if (!isSame) {
      this._before = chosen;
    }
    return this._before;
  }

  private _before: readonly IGeneration[] = [];
}

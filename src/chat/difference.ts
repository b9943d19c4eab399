/**
 * In what a list differs from what it was.
 */
export interface IListDifference<T> {
  /**
   * The first index at which they differ.
   */
  readonly from: number;
  /**
   * What is in it only now.
   */
  readonly added: readonly T[];
  /**
   * What was in it only before.
   */
  readonly removed: readonly T[];
}

/**
 * Compare two lists by identity; null where they are the same. Only what lies between a common
 * beginning and a common end is looked at more than once.
 */
export function listDifference<T>(
  before: readonly T[],
  now: readonly T[]
): IListDifference<T> | null {
  const shorter = Math.min(before.length, now.length);
  let from = 0;
  while (from < shorter && before[from] === now[from]) {
    from += 1;
  }
  if (from === before.length && from === now.length) {
    return null;
  }
  let end = 0;
  while (
    end < shorter - from &&
    before[before.length - 1 - end] === now[now.length - 1 - end]
  ) {
    end += 1;
  }
  const left = new Set(before.slice(from, before.length - end));
  const come = new Set(now.slice(from, now.length - end));
  return {
    from,
    added: [...come].filter(one => !left.has(one)),
    removed: [...left].filter(one => !come.has(one))
  };
}

/**
 * A map from a key to each of its values.
 */
export class MultiMap<K, V> {
  get size(): number {
    return this._sets.size;
  }

  keys(): IterableIterator<K> {
    return this._sets.keys();
  }

  get(key: K): readonly V[] {
    return [...(this._sets.get(key) ?? [])];
  }

  add(key: K, value: V): void {
    const known = this._sets.get(key);
    if (known) {
      known.add(value);
    } else {
      this._sets.set(key, new Set([value]));
    }
  }

  /**
   * Take a value away from a key. Doing it twice is fine.
   */
  delete(key: K, value: V): void {
    const known = this._sets.get(key);
    known?.delete(value);
    if (known?.size === 0) {
      this._sets.delete(key);
    }
  }

  private readonly _sets = new Map<K, Set<V>>();
}

import { PromiseDelegate } from '@lumino/coreutils';

/**
 * What is loaded when it is needed.
 */
export interface ILazy<T> {
  /**
   * What was loaded, if it was.
   */
  readonly current: T | null;

  /**
   * Resolved when it is loaded, whoever asked for it.
   */
  readonly loaded: Promise<T>;

  /**
   * Load it, where that has not been done. What fails is tried again with the next call.
   */
  load(): Promise<T>;
}

/**
 * What a function loads.
 */
export class Lazy<T> implements ILazy<T> {
  /**
   * @param load - Called once, unless it fails.
   */
  constructor(load: () => Promise<T>) {
    this._load = load;
  }

  get current(): T | null {
    return this._current;
  }

  get loaded(): Promise<T> {
    return this._loaded.promise;
  }

  load(): Promise<T> {
    this._loading ??= this._begin();
    return this._loading;
  }

  private async _begin(): Promise<T> {
    try {
      const loaded = await this._load();
      this._current = loaded;
      this._loaded.resolve(loaded);
      return loaded;
    } catch (reason) {
      this._loading = null;
      throw reason;
    }
  }

  private readonly _load: () => Promise<T>;
  private readonly _loaded = new PromiseDelegate<T>();
  private _loading: Promise<T> | null = null;
  private _current: T | null = null;
}

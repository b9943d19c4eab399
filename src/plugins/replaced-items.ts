import type { IInputToolbarRegistry } from '@jupyter/chat';

/**
 * The Send and the Stop that others put into the toolbar of one chat. While ours stands in their
 * place they are hidden, whoever shows or adds them; then each is as its owner last wanted it.
 */
export class ReplacedItems {
  /**
   * From here on the registry's `show` and `hide` pass through this object: a toolbar does not say
   * otherwise that an item which is hidden was to be hidden.
   */
  constructor(registry: IInputToolbarRegistry) {
    this._registry = registry;
    this._show = registry.show.bind(registry);
    this._hide = registry.hide.bind(registry);
    registry.show = name => {
      if (this._isKept(name)) {
        this._wanted.add(name);
      } else {
        this._show(name);
      }
    };
    registry.hide = name => {
      if (this._isKept(name)) {
        this._wanted.delete(name);
      } else {
        this._hide(name);
      }
    };
    // A function of its own: Lumino remembers whatever sends to one without a `this` for as long as
    // the function is there.
    registry.itemsChanged.connect(() => this.look());
  }

  /**
   * Take their place, or give it back. Doing what is done already is fine.
   */
  replace(isReplaced: boolean): void {
    if (isReplaced === this._isReplaced) {
      return;
    }
    this._isReplaced = isReplaced;
    if (isReplaced) {
      this.look();
    } else {
      this._wanted.forEach(this._show);
      this._wanted.clear();
    }
  }

  /**
   * Hide what is to be and is not, where ours stands in its place.
   */
  look(): void {
    if (!this._isReplaced) {
      return;
    }
    for (const name of NAMES) {
      const item = this._registry.get(name);
      if (item && !item.hidden) {
        this._wanted.add(name);
        this._hide(name);
      }
    }
  }

  private _isKept(name: string): boolean {
    return this._isReplaced && NAMES.has(name) && !!this._registry.get(name);
  }

  private readonly _registry: IInputToolbarRegistry;
  private readonly _show: (name: string) => void;
  private readonly _hide: (name: string) => void;
  /**
   * Those that would be on the screen without ours.
   */
  private readonly _wanted = new Set<string>();
  private _isReplaced = false;
}

/**
 * Have ours stand for one more Stop, whose answers are told of here too.
 */
export function replaceToo(name: string): void {
  NAMES.add(name);
}

/**
 * As jupyter-chat calls them, and with it all that bring a toolbar.
 */
const NAMES = new Set(['send', 'stop']);

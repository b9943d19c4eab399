import { why } from '../generations';

/**
 * Tells whoever looks at the console, once a reason.
 */
export class Warnings {
  warn(what: string, reason: unknown): void {
    const text = why(reason);
    if (!this._told.has(what + text)) {
      this._told.add(what + text);
      console.warn(`jupyter-stop-stream: ${what}`, text);
    }
  }

  private readonly _told = new Set<string>();
}

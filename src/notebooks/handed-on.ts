import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';

/**
 * Arguments that commands hand on to the kernel as they are. A command that waits before it has the
 * kernel execute something is known again by that: an object that nobody else has stands in for the
 * argument until it arrives there. Whoever runs the same cell meanwhile hands on another.
 */
export class HandedOn {
  /**
   * Have what a command has the kernel execute be known by `requestId`.
   *
   * @returns The arguments to give to it instead; the same where it hands none of them on, or is
   * given something that no object can stand in for.
   */
  mark(
    name: string,
    args: ReadonlyPartialJSONObject,
    requestId: string
  ): ReadonlyPartialJSONObject {
    const argument = HANDED_ON.get(name);
    if (argument === undefined || args[argument] === false) {
      return args;
    }
    const standIn = Object.freeze({});
    this._requestIds.set(standIn, requestId);
    return { ...args, [argument]: standIn };
  }

  /**
   * The request id of the command that a value was handed on by; null where it is any other value.
   */
  requestIdOf(value: unknown): string | null {
    return typeof value === 'object' && value !== null
      ? (this._requestIds.get(value) ?? null)
      : null;
  }

  private readonly _requestIds = new WeakMap<object, string>();
}

/**
 * The commands of jupyterlab-ai-commands that do, each with the argument. Both are true by default.
 */
const HANDED_ON: ReadonlyMap<string, string> = new Map([
  ['jupyterlab-ai-commands:run-cell', 'recordTiming'],
  ['jupyterlab-ai-commands:execute-in-kernel', 'storeHistory']
]);

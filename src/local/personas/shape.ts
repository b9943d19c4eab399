import type { ISignal } from '@lumino/signaling';

/**
 * Whether a value of others has properties that can be looked at.
 */
export function isThing(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/**
 * Whether a value of others is a signal; what it sends is looked at when it comes.
 */
export function isSignal(value: unknown): value is ISignal<unknown, unknown> {
  return (
    isThing(value) &&
    typeof value.connect === 'function' &&
    typeof value.disconnect === 'function'
  );
}

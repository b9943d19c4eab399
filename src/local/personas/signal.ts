import type { ISignal } from '@lumino/signaling';

import { isFields } from '../../protocol';

/**
 * Whether a value of others is a signal; what it sends is looked at when it comes.
 */
export function isSignal(value: unknown): value is ISignal<unknown, unknown> {
  return (
    isFields(value) &&
    typeof value.connect === 'function' &&
    typeof value.disconnect === 'function'
  );
}

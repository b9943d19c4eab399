import type { ISignal } from '@lumino/signaling';
import { useCallback, useSyncExternalStore } from 'react';

/**
 * What a component shows of something that tells by signals when it changes.
 *
 * @param signals - As many in every rendering; what is undefined is not listened to.
 * @param read - Gives a primitive value, or the same object until something changed.
 */
export function useSignals<T>(
  signals: readonly (ISignal<unknown, unknown> | undefined)[],
  read: () => T
): T {
  const subscribe = useCallback((look: () => void) => {
    signals.forEach(signal => signal?.connect(look));
    return () => signals.forEach(signal => signal?.disconnect(look));
  }, signals);
  return useSyncExternalStore(subscribe, read);
}

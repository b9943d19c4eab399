import { useEffect, useReducer } from 'react';

import type { ILazy } from './lazy';

/**
 * What is loaded when it is needed, for a component that shows nothing without it: null until it is
 * loaded, and where it cannot be. It is loaded when the component is first shown, and tried again
 * with the next that is.
 *
 * Not by `React.lazy`: React shows what that loads half a second late, against flicker.
 *
 * @param lazy - None where it is not known yet from where to load.
 */
export function useLazy<T>(lazy: ILazy<T> | undefined): T | null {
  return useLoaded(lazy, one => one.load());
}

/**
 * The same, for a component that has a use for it and does not load it.
 */
export function useWhenLoaded<T>(lazy: ILazy<T> | undefined): T | null {
  return useLoaded(lazy, one => one.loaded);
}

function useLoaded<T>(
  lazy: ILazy<T> | undefined,
  wait: (lazy: ILazy<T>) => Promise<T>
): T | null {
  const [, look] = useReducer((count: number) => count + 1, 0);
  const isLoaded = !lazy || lazy.current !== null;
  useEffect(() => {
    if (!isLoaded) {
      // Who provides it says why it could not be loaded.
      wait(lazy).then(look, () => undefined);
    }
  }, [isLoaded, lazy]);
  return lazy?.current ?? null;
}

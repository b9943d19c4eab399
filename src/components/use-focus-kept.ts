import { RefObject, useLayoutEffect, useRef } from 'react';

/**
 * Give the focus to somebody else when a button disappears with it.
 *
 * @param onLost - Called once when that happens.
 *
 * @returns To be the button's `ref`.
 */
export function useFocusKept(onLost: () => void): RefObject<HTMLButtonElement> {
  const button = useRef<HTMLButtonElement>(null);
  const latest = useRef(onLost);
  latest.current = onLost;

  useLayoutEffect(() => {
    const element = button.current;
    return () => {
      // It is still in the page here, and takes the focus with it.
      if (element && element === document.activeElement) {
        latest.current();
      }
    };
  }, []);

  return button;
}

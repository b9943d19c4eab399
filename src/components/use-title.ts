import { useLayoutEffect } from 'react';

/**
 * Have an element of others say more, for as long as there is something to say.
 *
 * @param find - Finds it, where it is there.
 * @param more - Gives what it says instead, of what it says itself; null to leave it.
 */
export function useTitle(
  find: () => HTMLElement | null | undefined,
  more: ((theirs: string) => string) | null
): void {
  useLayoutEffect(() => {
    const element = find();
    if (!element || !more) {
      return;
    }
    const { title } = element;
    const ours = more(title);
    element.title = ours;
    return () => {
      if (element.title === ours) {
        element.title = title;
      }
    };
  });
}

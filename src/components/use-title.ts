import { RefObject, useLayoutEffect } from 'react';

/**
 * Have the button that others render within an element say more, for as long as there is something
 * to say.
 *
 * @param more - Gives what it says instead, of what it says itself; null to leave it.
 */
export function useTitle(
  place: RefObject<HTMLElement>,
  more: ((theirs: string) => string) | null
): void {
  useLayoutEffect(() => {
    const button = place.current?.querySelector('button');
    if (!button || !more) {
      return;
    }
    const { title } = button;
    const ours = more(title);
    button.title = ours;
    return () => {
      if (button.title === ours) {
        button.title = title;
      }
    };
  });
}

import { RefObject, useEffect, useState } from 'react';

/**
 * Whether an element is on the screen, or close to it. It is until the browser says otherwise.
 */
export function useOnScreen(ref: RefObject<Element>): boolean {
  const [isOnScreen, setIsOnScreen] = useState(true);

  useEffect(() => {
    const element = ref.current;
    if (!element || !observer) {
      return;
    }
    onChanged.set(element, setIsOnScreen);
    observer.observe(element);
    return () => {
      observer.unobserve(element);
      onChanged.delete(element);
    };
  }, [ref]);

  return isOnScreen;
}

/**
 * Who is to be told of which element.
 */
const onChanged = new WeakMap<Element, (isOnScreen: boolean) => void>();

/**
 * One for all: each would be asked in every frame.
 */
const observer =
  typeof IntersectionObserver === 'undefined'
    ? null
    : new IntersectionObserver(
        entries =>
          entries.forEach(({ isIntersecting, target }) =>
            onChanged.get(target)?.(isIntersecting)
          ),
        { rootMargin: '200px' }
      );

import { useLayoutEffect, useState } from 'react';

/**
 * A value, as it was when a button was pressed until that is let go: a click on what is replaced in
 * between is lost.
 */
export function useUnpressed<T>(value: T): T {
  const [shown, show] = useState(value);
  // Before the page is drawn with the older one.
  useLayoutEffect(() => {
    if (shown === value) {
      return;
    }
    if (!document.querySelector('button:active')) {
      show(value);
      return;
    }
    let timer: number | undefined;
    const onReleased = () => {
      // The click comes after its release.
      timer = window.setTimeout(() => show(value));
    };
    RELEASES.forEach(type => window.addEventListener(type, onReleased, true));
    return () => {
      window.clearTimeout(timer);
      RELEASES.forEach(type =>
        window.removeEventListener(type, onReleased, true)
      );
    };
  }, [shown, value]);
  return shown;
}

const RELEASES = ['pointerup', 'pointercancel', 'keyup'];

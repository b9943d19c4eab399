import * as React from 'react';
import { createPortal } from 'react-dom';

/**
 * Shows, from where things stand above the body of a message, something below the body and below
 * the footers that are there.
 */
export function BelowMessage(props: React.PropsWithChildren): JSX.Element {
  const anchor = React.useRef<HTMLSpanElement>(null);
  const [place, setPlace] = React.useState<HTMLElement | null>(null);

  React.useLayoutEffect(() => {
    const message = anchor.current?.parentElement;
    setPlace(message ? placeIn(message) : null);
  }, []);

  return (
    <>
      <span ref={anchor} hidden />
      {place && createPortal(props.children, place)}
    </>
  );
}

/**
 * By the width of which the stylesheet shows names or icons.
 */
const CLASS = 'jp-StopStream-below';

/**
 * The one place of a message, which stays when nothing is in it any more: where an element goes that
 * is asked for its width, Chromium numbers the lists of the whole page anew, and lays them out.
 */
function placeIn(message: HTMLElement): HTMLElement {
  const there = message.querySelector<HTMLElement>(`:scope > .${CLASS}`);
  if (there?.hasChildNodes()) {
    return there;
  }
  const place = there ?? document.createElement('div');
  place.className = CLASS;
  if (place !== message.lastElementChild) {
    message.append(place);
  }
  return place;
}

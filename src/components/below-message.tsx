import * as React from 'react';
import { createPortal } from 'react-dom';

/**
 * Shows, from where things stand above the body of a message, something below the body and below
 * the footers that are there.
 */
export function BelowMessage(props: React.PropsWithChildren): JSX.Element {
  const anchor = React.useRef<HTMLSpanElement>(null);
  const [place] = React.useState(makePlace);

  React.useLayoutEffect(() => {
    anchor.current?.parentElement?.append(place);
  }, [place]);
  // After what is in it has gone, which may have the focus and give it to somebody else.
  React.useEffect(() => () => place.remove(), [place]);

  return (
    <>
      <span ref={anchor} hidden />
      {createPortal(props.children, place)}
    </>
  );
}

/**
 * By the width of which the stylesheet shows names or icons.
 */
function makePlace(): HTMLElement {
  const place = document.createElement('div');
  place.className = 'jp-StopStream-below';
  return place;
}

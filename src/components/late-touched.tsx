import * as React from 'react';

import type { Touched } from './touched';

/**
 * What a stopped answer has touched, loaded where there is any such answer.
 */
export function LateTouched(props: Touched.IProps): JSX.Element | null {
  const [late, setLate] = React.useState(loaded);

  React.useEffect(() => {
    let isShown = true;
    const show = () => isShown && setLate(loaded);
    // Where it cannot be loaded, the label does without.
    load().then(show, show);
    return () => {
      isShown = false;
    };
  }, []);

  return late && <late.Touched {...props} />;
}

let loaded: typeof import('./touched') | null = null;

async function load(): Promise<void> {
  loaded ??= await import(
    /* webpackChunkName: 'notebooks-touched' */ './touched'
  );
}

import * as React from 'react';

/**
 * A component that is loaded when it is first shown. Until then, and where it cannot be loaded,
 * another stands in its place. What fails is tried again where it is shown next.
 *
 * Not by `React.lazy`: React shows what that loads half a second late, against flicker.
 *
 * @param onFailed - Called with the reason when it could not be loaded.
 */
export function lateComponent<P extends object>(
  load: () => Promise<React.ComponentType<P>>,
  Instead: React.ComponentType<P>,
  onFailed: (reason: unknown) => void
): React.FC<P> {
  let loaded: React.ComponentType<P> | null = null;
  return function LateComponent(props: P): JSX.Element {
    const [Shown, show] = React.useState<React.ComponentType<P>>(
      () => loaded ?? Instead
    );
    React.useEffect(() => {
      let isThere = true;
      const take = (component: React.ComponentType<P>) => {
        loaded = component;
        if (isThere) {
          show(() => component);
        }
      };
      if (loaded) {
        take(loaded);
      } else {
        load().then(take, onFailed);
      }
      return () => {
        isThere = false;
      };
    }, []);
    return <Shown {...props} />;
  };
}

import { useEffect, useReducer } from 'react';

import type { ILateServices, IServices } from './services';

/**
 * The services, for a component that shows nothing without them: null until they are loaded, and
 * where they cannot be. They are loaded when it is first shown, and tried again with the next that
 * is.
 *
 * Not by `React.lazy`: React shows what that loads half a second late, against flicker.
 */
export function useServices(services: ILateServices): IServices | null {
  const [, look] = useReducer((count: number) => count + 1, 0);
  const isLoaded = services.current !== null;
  useEffect(() => {
    if (!isLoaded) {
      // Who provides them says why they could not be loaded.
      services.load().then(look, () => undefined);
    }
  }, [isLoaded, services]);
  return services.current;
}

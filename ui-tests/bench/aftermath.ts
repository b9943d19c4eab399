import type { IJupyterLabPageFixture } from '@jupyterlab/galata';

import type { IContender } from './contender';

/**
 * What the page asks the server when Stop is pressed; nothing where it cannot be seen.
 */
export interface IAnswered {
  /** A part of a request's address. */
  readonly request?: string;
  /** A part of a websocket's address. */
  readonly websocket?: string;
}

/**
 * What a page heard and showed after a click on Stop, in milliseconds since the epoch; null where
 * it did not.
 */
export interface IAftermath {
  /** The server's first answer. */
  readonly heardAt: number | null;
  /** When Stop was no longer offered. */
  readonly toldAt: number | null;
}

declare global {
  interface Window {
    /** When frames came, by the address of their websocket. */
    stopStreamFrames?: [url: string, at: number][];
    stopStreamAftermath?: () => IAftermath;
  }
}

/**
 * Have a page note when frames come, from its next load on.
 */
export async function noteFrames(page: IJupyterLabPageFixture): Promise<void> {
  await page.addInitScript(() => {
    const frames: [string, number][] = [];
    window.stopStreamFrames = frames;
    window.WebSocket = class extends WebSocket {
      constructor(url: string | URL, protocols?: string | string[]) {
        super(url, protocols);
        this.addEventListener('message', () =>
          frames.push([this.url, performance.timeOrigin + performance.now()])
        );
      }
    };
  });
}

/**
 * Watch what comes of the next click on a contender's Stop.
 *
 * @returns A function that says what has come of it so far.
 */
export async function watchAftermath(
  page: IJupyterLabPageFixture,
  { area, stop, answered }: IContender
): Promise<() => Promise<IAftermath>> {
  await page.evaluate(
    ([area, stop, answered]) => {
      const now = () => performance.timeOrigin + performance.now();
      let clickedAt = Infinity;
      let toldAt: number | null = null;
      const observer = new MutationObserver(() => {
        const isOffered = document.querySelector(`${area} ${stop}`) !== null;
        toldAt = isOffered ? null : (toldAt ?? now());
      });
      const onClick = (event: Event) => {
        if (event.target instanceof Element && event.target.closest(stop)) {
          clickedAt = now();
          window.removeEventListener('click', onClick, true);
          observer.observe(document.querySelector(area) ?? document.body, {
            attributes: true,
            childList: true,
            subtree: true
          });
        }
      };
      window.addEventListener('click', onClick, true);
      window.stopStreamFrames?.splice(0);
      performance.clearResourceTimings();
      const { request, websocket } = answered;
      window.stopStreamAftermath = () => {
        const frames = (window.stopStreamFrames ?? [])
          .filter(([url]) => websocket && url.includes(websocket))
          .map(([, at]) => at);
        const requests = performance
          .getEntriesByType('resource')
          .filter(({ name }) => request && name.includes(request))
          .map(
            entry =>
              performance.timeOrigin +
              (entry as PerformanceResourceTiming).responseEnd
          );
        const heard = [...frames, ...requests].filter(at => at > clickedAt);
        return { heardAt: heard.length ? Math.min(...heard) : null, toldAt };
      };
    },
    [area, stop, answered] as const
  );
  return () =>
    page.evaluate(
      () => window.stopStreamAftermath?.() ?? { heardAt: null, toldAt: null }
    );
}

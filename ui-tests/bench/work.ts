import type { Page } from '@playwright/test';

/**
 * What a page was busy with while it was watched, by whatever extension. Times are in milliseconds.
 */
export interface IWork {
  /** The longest task; 0 where none took 50 ms. */
  readonly longestTaskMs: number;
  /** How many tasks took 50 ms or more. */
  readonly longTasks: number;
  /** The sum of the scores of layout shifts that follow no input. */
  readonly layoutShift: number;
}

/**
 * What the functions of this extension took of that, without what they called elsewhere. Times are
 * in milliseconds.
 */
export interface IOwnWork {
  /** All together. */
  readonly own_ms: number;
  /** The longest that they ran without any other function between. */
  readonly own_stretch_ms: number;
}

/**
 * A part of the address of each script of this extension.
 */
const OWN = '/extensions/jupyter-stop-stream/';

/**
 * How often the profiler looks, in microseconds.
 */
const SAMPLING_US = 500;

declare global {
  interface Window {
    stopStreamWork?: { tasksMs: number[]; shifts: number[]; end: () => void };
  }
}

/**
 * Watch a page.
 *
 * @returns A function that ends it and says what was seen.
 */
export async function watchWork(page: Page): Promise<() => Promise<IWork>> {
  await page.evaluate(() => {
    const tasksMs: number[] = [];
    const shifts: number[] = [];
    const tasks = new PerformanceObserver(list =>
      tasksMs.push(...list.getEntries().map(entry => entry.duration))
    );
    const layout = new PerformanceObserver(list => {
      for (const entry of list.getEntries()) {
        const { value, hadRecentInput } = entry as PerformanceEntry & {
          value: number;
          hadRecentInput: boolean;
        };
        if (!hadRecentInput) {
          shifts.push(value);
        }
      }
    });
    tasks.observe({ type: 'longtask' });
    layout.observe({ type: 'layout-shift' });
    const end = () => {
      tasks.disconnect();
      layout.disconnect();
    };
    window.stopStreamWork = { tasksMs, shifts, end };
  });
  return async () => {
    const { tasksMs, shifts } = await page.evaluate(() => {
      if (!window.stopStreamWork) {
        throw new Error('The page was loaded anew.');
      }
      const { tasksMs, shifts, end } = window.stopStreamWork;
      end();
      return { tasksMs, shifts };
    });
    return {
      longestTaskMs: Math.max(0, ...tasksMs),
      longTasks: tasksMs.length,
      layoutShift: shifts.reduce((sum, shift) => sum + shift, 0)
    };
  };
}

/**
 * Profile a page, which makes it slower.
 *
 * @returns A function that ends it and says what was seen.
 */
export async function profileOwn(page: Page): Promise<() => Promise<IOwnWork>> {
  // Galata's page stands before Playwright's, which takes its own only.
  const session = await page.context().newCDPSession(page.mainFrame().page());
  await session.send('Profiler.enable');
  await session.send('Profiler.setSamplingInterval', { interval: SAMPLING_US });
  await session.send('Profiler.start');
  return async () => {
    const { profile } = await session.send('Profiler.stop');
    await session.detach();
    const own = new Set(
      profile.nodes
        .filter(({ callFrame }) => callFrame.url.includes(OWN))
        .map(({ id }) => id)
    );
    let ownMs = 0;
    let stretchMs = 0;
    let longestOwnMs = 0;
    const { samples = [], timeDeltas = [] } = profile;
    samples.forEach((id, index) => {
      // A sample stands until the next one.
      const standsMs = (timeDeltas[index + 1] ?? 0) / 1000;
      stretchMs = own.has(id) ? stretchMs + standsMs : 0;
      ownMs += own.has(id) ? standsMs : 0;
      longestOwnMs = Math.max(longestOwnMs, stretchMs);
    });
    return { own_ms: ownMs, own_stretch_ms: longestOwnMs };
  };
}

/**
 * Watch what the main thread of a page computes.
 *
 * @returns A function that ends it and says for how many milliseconds of the processor it did.
 */
export async function watchThread(page: Page): Promise<() => Promise<number>> {
  const session = await page.context().newCDPSession(page.mainFrame().page());
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const busyMs = async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    const task = metrics.find(({ name }) => name === 'TaskDuration');
    return (task?.value ?? NaN) * 1000;
  };
  const beforeMs = await busyMs();
  return async () => {
    const computedMs = (await busyMs()) - beforeMs;
    await session.detach();
    return computedMs;
  };
}

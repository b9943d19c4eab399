import { writeFileSync } from 'fs';

import { test } from '../fixtures';

const FRAMES = 120;
const TRIPS = 50;
/**
 * A stop comes by itself: trips that follow on each other find all awake, and take half as long. In
 * milliseconds.
 */
const BETWEEN_TRIPS_MS = 100;
const echoUrl = process.env.BENCH_ECHO_URL ?? '';
const output = process.env.BENCH_OUTPUT ?? 'test-results/frames.json';

test('the frames of a page that has nothing to do, and a bare websocket of it, are timed', async ({
  page
}) => {
  const frame_ms = await page.evaluate(async frames => {
    const next = () =>
      new Promise<number>(resolve => requestAnimationFrame(resolve));
    const times = [await next()];
    while (times.length <= frames) {
      times.push(await next());
    }
    return times.slice(1).map((at, index) => at - (times[index] ?? NaN));
  }, FRAMES);
  const page_trip_ms = await page.evaluate(
    async ([url, trips, pauseMs]) => {
      const socket = new WebSocket(url);
      const next = (type: 'open' | 'message') =>
        new Promise<void>((resolve, reject) => {
          socket.addEventListener(type, () => resolve(), { once: true });
          socket.onerror = () => reject(new Error(url));
        });
      await next('open');
      const times: number[] = [];
      while (times.length < trips) {
        await new Promise(resolve => setTimeout(resolve, pauseMs));
        const sentAt = performance.now();
        socket.send('?');
        await next('message');
        times.push(performance.now() - sentAt);
      }
      socket.close();
      return times;
    },
    [echoUrl, TRIPS, BETWEEN_TRIPS_MS] as const
  );
  writeFileSync(output, JSON.stringify({ frame_ms, page_trip_ms }));
});

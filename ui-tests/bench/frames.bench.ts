import { writeFileSync } from 'fs';

import { test } from '../fixtures';

const FRAMES = 120;
const output = process.env.BENCH_OUTPUT ?? 'test-results/frames.json';

test('the frames of a page that has nothing to do are timed', async ({
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
  writeFileSync(output, JSON.stringify({ frame_ms }));
});

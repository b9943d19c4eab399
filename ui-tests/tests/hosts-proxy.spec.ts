import { words } from '../chat';
import { closedWebSockets, stopsByRest } from '../connections';
import { expect, test as base } from '../fixtures';
import { sawStop } from '../stops-seen';
import { stopThree } from '../three-stops';

/** What becomes of our websocket, in the order of the proxies' ports: see `serve_proxied.py`. */
const WAYS = ['passed', 'refused', 'hanging', 'cut'] as const;

interface IOptions {
  readonly way: (typeof WAYS)[number];
}

const test = base.extend<IOptions>({
  way: ['passed', { option: true }],
  baseURL: async ({ baseURL, way }, use) => {
    const url = new URL('/user/ada/', baseURL);
    url.port = String(Number(url.port) + WAYS.indexOf(way));
    await use(url.href);
  },
  // Galata looks for both at the root.
  appPath: 'lab',
  tmpPath: async ({ request }, use, { testId }) => {
    const folder = `api/contents/${testId}`;
    await request.put(folder, { data: { type: 'directory' } });
    await use(testId);
    await request.delete(folder);
  }
});

test('behind a proxy with a prefix, which passes our websocket on, answers are stopped', async ({
  chat,
  model
}) => {
  const stops = stopsByRest(chat.page);
  await stopThree(chat, model, 'proxy');
  expect(stops).toEqual([]);
});

const HINDRANCES = [
  { way: 'refused', does: 'refuses our websocket', isWayRound: true },
  { way: 'hanging', does: 'hangs on our websocket', isWayRound: true },
  { way: 'cut', does: 'cuts our websocket off in a silence', isWayRound: false }
] as const;
for (const { way, does, isWayRound } of HINDRANCES) {
  test.describe(() => {
    test.use({ way });

    test(`behind a proxy that ${does}, an answer is stopped within seconds`, async ({
      chat,
      model
    }) => {
      const stops = stopsByRest(chat.page);
      const closed = closedWebSockets(chat.page);
      await chat.ask('rate=50 length=6000');
      await chat.waitForToken(50);
      await expect(chat.stopButton).toBeVisible();
      await chat.stop();
      const completion = await model.letGo();
      expect(await chat.untilLetGo(completion)).toBeLessThan(10_000);
      await expect(chat.label).toContainText('Stopped early');
      await expect(chat.stopButton).toHaveCount(0);
      await expect(chat.sendButton).toBeVisible();
      await expect(chat.note).toBeHidden();

      const { textAtClick } = await chat.recording();
      const shown = await chat.replyWords();
      expect(shown.length - words(textAtClick).length).toBeLessThan(10);
      const { body, metadata } = await chat.waitForStatus('interrupted');
      expect(words(body)).toEqual(shown);
      expect(metadata?.stop_stream?.receipt).toBe('cancelled');

      // What ends by itself is not marked, and its end reaches the page.
      await chat.ask('rate=100 length=100');
      const { text } = await model.ended(1);
      await expect(chat.stopButton).toHaveCount(0);
      expect((await chat.waitForStatus('complete')).body).toBe(text);
      await expect(chat.label).toHaveCount(1);

      // The proxy did what it is said to do.
      if (isWayRound) {
        expect(stops).toHaveLength(1);
      } else {
        await expect.poll(() => closed.length).toBeGreaterThan(0);
      }
      sawStop({
        row: 'proxy',
        situation: 'midway',
        receipt: 'cancelled',
        let_go_ms: await chat.untilLetGo(completion)
      });
    });
  });
}

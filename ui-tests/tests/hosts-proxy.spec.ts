import { words } from '../chat';
import { stopsByRest } from '../connections';
import { expect } from '../fixtures';
import { test } from '../prefixed';
import { sawStop } from '../stops-seen';
import { stopThree } from '../three-stops';

test('behind a proxy that passes our websocket on, below a prefix, a stop lets the model go at each time', async ({
  chat,
  model
}) => {
  const stops = stopsByRest(chat.page);
  await stopThree(chat, model, 'proxy');
  expect(stops).toEqual([]);
});

const HINDRANCES = [
  { what: 'refuses our websocket', isWayRound: true },
  { what: 'hangs on our websocket', isWayRound: true },
  { what: 'cuts our websocket off when it is silent', isWayRound: false }
];
for (const { what, isWayRound } of HINDRANCES) {
  test(`behind a proxy that ${what}, a stop freezes the text and lets the model go within seconds`, async ({
    chat,
    model
  }) => {
    const stops = stopsByRest(chat.page);
    const reopened: string[] = [];
    chat.page.on('websocket', socket => reopened.push(socket.url()));
    await chat.ask('rate=50 length=3000');
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
      await expect
        .poll(() => reopened.some(url => url.includes('api/stop-stream/ws')))
        .toBe(true);
    }
    sawStop({
      row: 'proxy',
      situation: 'midway',
      receipt: 'cancelled',
      let_go_ms: await chat.untilLetGo(completion)
    });
  });
}

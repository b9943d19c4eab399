import { words } from '../chat';
import { HalfOpenWebSockets, stopsByRest } from '../connections';
import { expect, test } from '../fixtures';

test('a stop arrives within ten seconds where the websocket seems to stand and brings nothing', async ({
  chat,
  model
}) => {
  const webSockets = await new HalfOpenWebSockets(chat.page).watch();
  await chat.reload();
  await chat.ask('rate=50 length=6000');
  await chat.waitForToken(30);
  await expect(chat.stopButton).toBeVisible();

  const stops = stopsByRest(chat.page);
  webSockets.lose();
  await chat.stop();
  const shown = await chat.replyWords();
  const completion = await model.letGo();
  const { clickedAt, textAtClick } = await chat.recording();
  const tookMs = Number(completion.let_go_at) * 1000 - Number(clickedAt);
  expect(tookMs).toBeLessThan(10_000);
  expect(shown.length - words(textAtClick).length).toBeLessThan(10);
  expect(new Set(stops).size).toBeLessThanOrEqual(1);

  await expect(chat.label).toContainText('Stopped early');
  await expect(chat.stopButton).toHaveCount(0);
  await expect(chat.note).toBeHidden();
  expect(await chat.replyWords()).toEqual(shown);
  const { body, metadata } = await chat.waitForStatus('interrupted');
  expect(words(body)).toEqual(shown);
  expect(metadata?.stop_stream?.unseen).toBeTruthy();
  expect(webSockets.count).toBe(2);

  // The page goes on over the websocket that took its place.
  await chat.ask('rate=50 length=6000');
  await chat.waitForToken(30);
  const before = stops.length;
  await chat.stop();
  await model.waitFor(({ let_go_at }) => let_go_at !== null, 1);
  await expect(chat.stopButton).toHaveCount(0);
  expect(stops).toHaveLength(before);
});

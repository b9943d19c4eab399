import { words } from '../chat';
import { barWebSocket, stopsByRest } from '../connections';
import { expect, test } from '../fixtures';

for (const how of ['refused', 'closed'] as const) {
  test(`Stop lets the model go where the websocket is ${how}`, async ({
    chat,
    model
  }) => {
    await barWebSocket(chat.page, how);
    await chat.reload();

    await chat.ask('rate=50 length=6000');
    await expect(chat.stopButton).toBeVisible();
    await chat.waitForToken(50);
    await chat.stop();
    const completion = await model.letGo();
    expect(completion.produced).toBeLessThan(completion.length);

    await expect(chat.label).toContainText('Stopped early');
    await expect(chat.stopButton).toHaveCount(0);
    await expect(chat.sendButton).toBeVisible();
    const shown = await chat.replyWords();
    const { body } = await chat.waitForStatus('interrupted');
    expect(words(body)).toEqual(shown);
    await expect(chat.note).toBeHidden();
  });
}

test('an answer that ends by itself ends in the page too where the websocket is refused', async ({
  chat,
  model
}) => {
  await barWebSocket(chat.page, 'refused');
  await chat.reload();

  await chat.ask('rate=50 length=4000');
  await expect(chat.stopButton).toBeVisible();
  const { text } = await model.finish();
  await expect(chat.stopButton).toHaveCount(0);
  expect((await chat.waitForStatus('complete')).body).toBe(text);
  await expect(chat.label).toHaveCount(0);
});

test('a press of Stop that means two answers is one request where the websocket is refused', async ({
  chat,
  model
}) => {
  await barWebSocket(chat.page, 'refused');
  await chat.reload();
  await chat.ask('rate=20 length=4000 first');
  await model.waitFor(({ produced }) => produced > 5, 0);
  await chat.choose('Second');
  await chat.ask('rate=20 length=4000 second');
  await model.waitFor(({ produced }) => produced > 5, 1);
  await expect(chat.stopButton).toHaveAttribute('title', 'Stop my 2 answers');

  const stops = stopsByRest(chat.page);
  await chat.stop();
  await model.letGo(0);
  await model.letGo(1);
  await expect(chat.label).toHaveCount(2);
  expect(stops).toEqual(['/api/stop-stream/stop']);
});

import { buttonsOf } from '../buttons';
import { Chat } from '../chat';
import { expect, test } from '../fixtures';
import { leaveOut } from '../leave-out';
import { Traces } from '../traces';

test("jupyter-ai's own Stop ends the answer, and Send is there, as without the extension", async ({
  chat,
  model,
  tmpPath
}) => {
  const seen = await stopAnAnswer(chat);
  expect((await model.letGo()).produced).toBeLessThan(2000);
  await expect(chat.stopButton).toHaveCount(0);

  await leaveOut(chat.page);
  await chat.page.reload();
  const path = `${tmpPath}/without.chat`;
  const without = await new Chat({ page: chat.page, path }).create();
  expect(seen).toEqual(await stopAnAnswer(without));
  await model.letGo(1);
});

test('an answer that is not stopped comes whole, and Send takes the next prompt', async ({
  chat,
  model
}) => {
  await chat.ask('rate=100 length=100');
  await model.ended();
  await chat.waitForToken(99);
  await chat.ask('rate=100 length=5');
  await model.ended(1);
  await chat.waitForToken(4);
});

test('nothing is asked for ever, and one word in the console says why', async ({
  chat
}) => {
  const { page } = chat;
  await page.clock.install();
  const traces = new Traces(page);
  await chat.reload();
  await traces.wait();
  expect(traces.requests.length).toBeLessThanOrEqual(5);
  expect(traces.words.length).toBeLessThanOrEqual(1);
});

/**
 * The toolbar before an answer, while it is written, and after jupyter-ai's own Stop.
 */
async function stopAnAnswer(chat: Chat): Promise<readonly string[][]> {
  await chat.choose('Cancellable');
  const stop = chat.foreignStopButton;
  const look = async () => [...(await buttonsOf(chat.toolbar))];
  await expect(stop).toBeDisabled();
  const before = await look();
  await chat.ask('rate=50 length=2000');
  await chat.waitForToken(20);
  await expect(stop).toBeEnabled();
  const meanwhile = await look();
  await stop.click();
  await expect(stop).toBeDisabled();
  await chat.input.fill('next');
  await expect(chat.sendButton).toBeEnabled();
  return [before, meanwhile, await look()];
}

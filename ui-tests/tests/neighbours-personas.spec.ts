import { buttonsOf } from '../buttons';
import { Chat } from '../chat';
import { expect, test } from '../fixtures';
import { leaveOut } from '../leave-out';
import type { Model } from '../model';
import { Traces } from '../traces';

test("jupyter-ai's own Stop ends the answer, and Send is there, as without the extension", async ({
  chat,
  model
}) => {
  const seen = await stopAnAnswer(chat, model);
  await expect(chat.stopButton).toHaveCount(0);

  await leaveOut(chat.page);
  expect(seen).toEqual(await stopAnAnswer(await chat.reload(), model));
});

test.describe('while time passes', () => {
  test.use({ autoGoto: false });

  test('nothing is asked for ever, and at most one word is in the console', async ({
    page,
    tmpPath
  }) => {
    const traces = await new Traces(page).watch();
    await page.goto();
    await new Chat({ page, path: `${tmpPath}/main.chat` }).create();
    await traces.expectFew();
  });
});

/**
 * Have an answer stopped by jupyter-ai's own Stop, and the next one come whole; return the toolbar
 * before it, while it was written and after it.
 */
async function stopAnAnswer(
  chat: Chat,
  model: Model
): Promise<readonly (readonly string[])[]> {
  await model.forget();
  await chat.choose('Cancellable');
  const stop = chat.foreignStopButton;
  await expect(stop).toBeDisabled();
  const before = await buttonsOf(chat.toolbar);
  await chat.ask('rate=50 length=6000');
  await chat.waitForToken(20);
  await expect(stop).toBeEnabled();
  const meanwhile = await buttonsOf(chat.toolbar);
  await stop.click();
  await expect(stop).toBeDisabled();
  const { length, produced } = await model.letGo();
  expect(produced).toBeLessThan(length);
  await chat.ask('rate=100 length=5');
  await model.ended(1);
  await chat.waitForToken(4);
  await expect(stop).toBeDisabled();
  return [before, meanwhile, await buttonsOf(chat.toolbar)];
}

import { Chat, words } from '../chat';
import { expect, test } from '../fixtures';
import type { Model } from '../model';
import { run } from '../palette';

const LONG = 'rate=50 length=6000';

test('stopping one chat leaves another answering to its end', async ({
  chat,
  sideChat,
  model
}) => {
  await sideChat.choose('Second');
  await sideChat.ask('rate=50 length=4000');
  await model.waitFor(() => true, 0);
  await chat.ask('rate=50 length=4000');
  await chat.waitForToken(50);
  await expect(sideChat.stopButton).toBeVisible();
  await chat.stop();
  const stopped = await model.letGo(1);
  await expect(chat.label).toContainText('Stopped early');
  const shown = await chat.replyWords();

  const { text, produced } = await model.finish(0);
  expect(stopped.produced).toBeLessThan(stopped.length);
  const reply = await sideChat.waitForStatus('complete');
  expect(reply.body).toBe(text);
  expect(reply.sender).toContain('Second');
  await sideChat.waitForToken(produced - 1);
  expect(await sideChat.replyWords()).toEqual(words(text));
  await expect(sideChat.label).toHaveCount(0);
  expect(await chat.replyWords()).toEqual(shown);
});

/**
 * Ask in a chat, open a second beside it and ask there. That has the focus since it was opened:
 * nobody clicks.
 */
async function askInBoth(first: Chat, model: Model): Promise<Chat> {
  const { page } = first;
  await first.ask(`${LONG} first`);
  await first.waitForToken(20);
  const path = first.path.replace('main', 'second');
  const second = await new Chat({ page, path, isInSidePanel: true }).create();
  await expect(second.input).toBeFocused();
  await page.keyboard.type(`${LONG} second`);
  await page.keyboard.press('Enter');
  await model.waitFor(({ produced }) => produced > 20, 1);
  await expect(second.stopButton).toBeVisible();
  return second;
}

for (const key of ['Escape', 'ControlOrMeta+Escape']) {
  test(`${key} stops the answer in the chat that was opened last and has the focus, and no other`, async ({
    chat,
    model
  }) => {
    const second = await askInBoth(chat, model);
    await chat.page.keyboard.press(key);
    await model.letGo(1);
    await expect(second.label).toContainText('Stopped early');
    expect((await model.completions())[0]?.let_go_at).toBeNull();
    await expect(chat.stopButton).not.toHaveClass(/jp-mod-stopping/);
  });
}

test('the palette stops the answer in the chat that had the focus before it, and asks again there', async ({
  chat,
  model
}) => {
  const second = await askInBoth(chat, model);
  await run(chat.page, 'Stop the Answer');
  await model.letGo(1);
  await expect(second.label).toContainText('Stopped early');
  expect((await model.completions())[0]?.let_go_at).toBeNull();

  // JupyterLab gives the focus to the main area when the palette closes.
  await second.input.focus();
  await run(chat.page, 'Regenerate the Answer');
  await model.waitFor(({ produced }) => produced > 0, 2);
  await expect(second.stopButton).toBeVisible();
  expect((await model.completions())[0]?.let_go_at).toBeNull();
});

test('the menu stops the answer in the chat that is gone back to', async ({
  chat,
  model
}) => {
  const second = await askInBoth(chat, model);
  await chat.input.focus();
  await chat.page.menu.clickMenuItem('Kernel>Stop the Answer');
  await model.letGo(0);
  await expect(chat.label).toContainText('Stopped early');
  expect((await model.completions())[1]?.let_go_at).toBeNull();
  await expect(second.stopButton).not.toHaveClass(/jp-mod-stopping/);
});

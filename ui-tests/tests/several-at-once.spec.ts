import type { Chat } from '../chat';
import { asSomebodyElses } from '../connections';
import { expect, test } from '../fixtures';
import type { Model } from '../model';

async function askTwo(chat: Chat, model: Model): Promise<void> {
  await chat.ask('rate=20 length=4000 first');
  await model.waitFor(({ produced }) => produced > 5, 0);
  await chat.choose('Second');
  await chat.ask('rate=20 length=4000 second');
  await model.waitFor(({ produced }) => produced > 5, 1);
}

test('one of two answers is chosen and stopped, and the other is given whole', async ({
  chat,
  model
}) => {
  await chat.ask('rate=20 length=4000 first');
  await expect(chat.stopButton).toBeVisible();
  await expect(chat.moreButton).toHaveCount(0);
  await model.waitFor(({ produced }) => produced > 5, 0);
  await chat.choose('Second');
  await chat.ask('rate=20 length=4000 second');
  await model.waitFor(({ produced }) => produced > 5, 1);
  await chat.moreButton.click();
  const items = chat.menu.getByRole('menuitem');
  await expect(items).toHaveText([
    /^Stop Streamer: answering for \d+ s/,
    /^Stop Second: answering for \d+ s/,
    /^Stop all/
  ]);
  await items.filter({ hasText: 'Second' }).click();
  const stopped = await model.letGo(1);
  expect(stopped.produced).toBeLessThan(stopped.length);
  await expect(chat.label).toHaveCount(1);
  await expect(chat.moreButton).toHaveCount(0);
  const { text } = await model.finish(0);
  await expect
    .poll(async () => (await chat.saved()).map(({ body }) => body))
    .toContain(text);
});

test('Escape closes the menu and stops nothing, and the keyboard is where it was', async ({
  chat,
  model
}) => {
  await askTwo(chat, model);
  await chat.moreButton.focus();
  await chat.page.keyboard.press('Enter');
  await expect(chat.moreButton).toHaveAttribute('aria-expanded', 'true');
  await expect(chat.menu).toBeVisible();
  await chat.page.keyboard.press('Escape');
  await expect(chat.menu).toHaveCount(0);
  await expect(chat.moreButton).toBeFocused();
  await expect(chat.moreButton).toHaveAttribute('aria-expanded', 'false');
  const [first, second] = await model.completions();
  await model.waitFor(({ produced }) => produced > (first?.produced ?? 0), 0);
  await model.waitFor(({ produced }) => produced > (second?.produced ?? 0), 1);
  await expect(chat.stopButton).toHaveAttribute('title', 'Stop my 2 answers');

  await chat.page.keyboard.press('Enter');
  await chat.page.keyboard.press('ArrowDown');
  await chat.page.keyboard.press('ArrowDown');
  await chat.page.keyboard.press('Enter');
  await model.letGo(1);
  expect((await model.completions())[0]?.let_go_at).toBeNull();
});

test('a press of Stop stops all of mine at once, and so does the menu', async ({
  chat,
  model
}) => {
  await askTwo(chat, model);
  await chat.stop();
  await model.letGo(0);
  await model.letGo(1);
  await expect(chat.label).toHaveCount(2);
  await chat.ask('rate=20 length=4000 third');
  await model.waitFor(({ produced }) => produced > 5, 2);
  await chat.choose('Streamer');
  await chat.ask('rate=20 length=4000 fourth');
  await model.waitFor(({ produced }) => produced > 5, 3);
  await chat.moreButton.click();
  await chat.menu.getByRole('menuitem', { name: 'Stop all' }).click();
  await model.letGo(2);
  await model.letGo(3);
  await expect(chat.stopButton).toHaveCount(0);
  await expect(chat.input).toBeFocused();
});

test('an answer to somebody else leaves my Send, and can be stopped from the menu where that is allowed', async ({
  chat,
  model
}) => {
  await asSomebodyElses(chat.page);
  await chat.reload();
  await chat.ask('rate=20 length=4000');
  await model.waitFor(({ produced }) => produced > 5);
  await expect(chat.moreButton).toBeVisible();
  await expect(chat.sendButton).toBeVisible();
  await expect(chat.stopButton).toHaveCount(0);
  await chat.moreButton.click();
  const item = chat.menu.getByRole('menuitem');
  await expect(item).toHaveText(/^Stop Streamer: .*, asked by /);
  await item.click();
  await model.letGo();
  await expect(chat.label).toContainText('Stopped early');
  await expect(chat.moreButton).toHaveCount(0);
});

import { galata } from '@jupyterlab/galata';

import type { Chat } from '../chat';
import { Ways } from '../connections';
import { expect, test } from '../fixtures';
import { takeInThemes } from '../images';
import { stopWithTail } from '../tail';

test.use({
  viewport: { width: 1000, height: 640 },
  mockSettings: { ...galata.DEFAULT_SETTINGS },
  mockUser: true
});

test.beforeEach(({ chat }) => chat.page.sidebar.close('left'));

const take = ({ page }: Chat, name: string) => takeInThemes(page, page, name);
const takeLabel = ({ page, label }: Chat, name: string) =>
  takeInThemes(page, label, `label-${name}`);
const takeInput = ({ page, area }: Chat, name: string) =>
  takeInThemes(page, area.locator('.jp-chat-input-container'), `input-${name}`);

test('Stop and the label of what was stopped can be seen in each theme', async ({
  chat,
  model
}) => {
  const prompt = 'Tell me a long story, please. rate=50 length=6000';
  await chat.input.fill(prompt);
  await takeInput(chat, 'send');
  await chat.ask(prompt);
  await chat.waitForToken(90);
  await expect(chat.stopButton).toBeVisible();
  await takeInput(chat, 'stop');
  await take(chat, 'stop');
  await chat.input.fill('And another one after it.');
  await expect(chat.sendButton).toBeVisible();
  await takeInput(chat, 'stop-with-draft');
  await chat.input.fill('');
  await chat.stop();
  await model.letGo();
  await expect(chat.label).toBeVisible();
  await takeLabel(chat, 'stopped');
  await take(chat, 'stopped');
});

test('the menu of several answers, and a prompt that never began, can be seen in each theme', async ({
  chat,
  model
}) => {
  await chat.ask('Tell me a long story, please. rate=20 length=4000');
  await chat.waitForToken(20);
  await chat.ask('And another one. rate=20 length=4000');
  await chat.ask('And one more. rate=20 length=4000');
  await expect(chat.waiting).toHaveCount(2);
  await takeInThemes(chat.page, chat.waiting.last(), 'label-waiting');
  await chat.choose('Second');
  await chat.ask('And you? rate=20 length=4000');
  await model.waitFor(({ produced }) => produced > 20, 1);
  await chat.moreButton.click();
  await expect(chat.menu.getByRole('menuitem')).toHaveCount(5);
  await take(chat, 'menu');
  await chat.page.keyboard.press('Escape');
  await takeInput(chat, 'several');
  await chat.stop();
  await expect(chat.label).toHaveCount(4);
  const neverBegan = chat.label.filter({ hasText: 'Send all again' });
  await takeInThemes(chat.page, neverBegan, 'label-never-began');
});

test('the menu that stops and sends can be seen in each theme, however wide the chat is', async ({
  chat,
  sideChat
}) => {
  const { page } = chat;
  for (const [one, width] of [
    [chat, 0],
    [sideChat, 640],
    [sideChat, 250]
  ] as const) {
    await page.sidebar[width ? 'open' : 'close']('left');
    if (width) {
      await page.sidebar.setWidth(width, 'left');
    }
    if (!(await one.stopButton.isVisible())) {
      await one.ask('Tell me a long story, please. rate=20 length=4000');
      await one.waitForToken(20);
      await one.input.fill('A shorter one, please.');
    }
    await one.moreButton.click();
    await expect(one.menu.getByRole('menuitem').first()).toContainText(
      'Stop and send'
    );
    await page.keyboard.press('ArrowDown');
    await take(one, `stop-and-send-${width || 'full'}`);
    await page.keyboard.press('Escape');
  }
  for (const one of [chat, sideChat]) {
    await one.stop();
    await expect(one.label).toBeVisible();
  }
});

test('a stop that takes its time, and what could not be cancelled, can be seen in each theme', async ({
  chat
}) => {
  await chat.choose('Stubborn');
  await chat.ask('stubborn_s=120');
  await expect(chat.reply).toContainText('I go on.');
  await chat.stop();
  await expect(chat.stopButton).toHaveAttribute('title', /^Stopping/);
  await takeInput(chat, 'stopping');
  await expect(chat.label).toContainText('may still be running');
  await takeLabel(chat, 'not-cancelled');
  await take(chat, 'not-cancelled');
});

test('what the model broke off, and a stop without a connection, can be seen in each theme', async ({
  chat
}) => {
  const ways = await new Ways(chat.page).watch();
  await chat.reload();
  await chat.page.sidebar.close('left');
  await chat.ask('Tell me a story, please. rate=50 break_at=90');
  await expect(chat.label).toContainText('Broke off.');
  await takeLabel(chat, 'broke-off');
  await chat.ask('Once more, please. rate=50 length=6000');
  await chat.waitForToken(90);
  ways.cut();
  await chat.stop();
  await expect(chat.note).toContainText('The server cannot be reached.');
  await take(chat, 'no-connection');
  ways.restore();
  await expect(chat.label).toHaveCount(2);
});

test('a tail that was cut can be seen in each theme, and why a prompt cannot be edited', async ({
  chat,
  model
}) => {
  await stopWithTail(chat);
  await chat.page.sidebar.close('left');
  await model.letGo();
  // Only a button that is on the screen follows the draft, and a page that is late with the text may
  // not have scrolled along.
  await chat.editButton.scrollIntoViewIfNeeded();
  await chat.input.fill('A draft.');
  await expect(chat.editButton).toHaveAttribute('aria-disabled', 'true');
  await takeLabel(chat, 'with-draft');
  await expect(chat.showRestButton).toBeVisible();
  await takeLabel(chat, 'with-rest');
  await chat.input.fill('');
  await chat.showRestButton.click();
  await expect(chat.showRestButton).toHaveText('Hide it again');
  await takeLabel(chat, 'rest-shown');
});

import type { Page } from '@playwright/test';

import type { Chat } from '../chat';
import { noteStop } from '../connections';
import { expect, test } from '../fixtures';
import { search } from '../palette';

/**
 * The stops that the page sends from now on, as they are sent.
 */
async function stopsOf(page: Page): Promise<readonly string[]> {
  const stops: string[] = [];
  await page.routeWebSocket(/api\/stop-stream\/ws/, socket => {
    const server = socket.connectToServer();
    socket.onMessage(message => {
      noteStop(stops, String(message));
      server.send(message);
    });
  });
  return stops;
}

/**
 * Hold a key for as long as somebody does who waits for something to happen.
 */
async function hold(page: Page, key: string): Promise<void> {
  for (let repeat = 0; repeat < 20; repeat++) {
    await page.keyboard.down(key);
  }
}

/**
 * Expect that so many stops have been sent, and that no more are on their way out of the page.
 */
async function expectSent(
  page: Page,
  stops: readonly string[],
  count: number
): Promise<void> {
  await expect.poll(() => stops.length).toBeGreaterThanOrEqual(count);
  // What the page sent before it answers is heard here before its answer.
  await page.evaluate(() => new Promise(requestAnimationFrame));
  expect(stops).toHaveLength(count);
}

async function askStubborn(chat: Chat): Promise<void> {
  await chat.reload();
  await chat.choose('Stubborn');
  await chat.ask('stubborn_s=30');
  await expect(chat.reply).toContainText('I go on.');
  await expect(chat.stopButton).toBeVisible();
}

test('Escape that is held is one stop, which nothing forces', async ({
  chat
}) => {
  const { page } = chat;
  const stops = await stopsOf(page);
  await askStubborn(chat);
  await chat.input.focus();
  await hold(page, 'Escape');
  await expect(chat.stopButton).toHaveClass(/jp-mod-stopping/);
  await hold(page, 'Escape');
  await page.keyboard.up('Escape');
  await expectSent(page, stops, 1);
});

test('Ctrl or Cmd and Escape that are held are one stop, and the next press forces it', async ({
  chat
}) => {
  const { page } = chat;
  const stops = await stopsOf(page);
  await askStubborn(chat);
  await page.keyboard.down('ControlOrMeta');
  await hold(page, 'Escape');
  await expect(chat.stopButton).toHaveClass(/jp-mod-stopping/);
  await hold(page, 'Escape');
  await page.keyboard.up('Escape');
  await expectSent(page, stops, 1);
  await page.keyboard.press('Escape');
  await page.keyboard.up('ControlOrMeta');
  await expectSent(page, stops, 2);
});

test('Enter that is held in the palette stops once, and sends no draft', async ({
  chat,
  model
}) => {
  const { page } = chat;
  const stops = await stopsOf(page);
  await chat.reload();
  await chat.ask('rate=50 length=6000');
  await chat.waitForToken(20);
  await chat.input.fill('A draft.');
  await search(page, 'Stop the Answer');
  await hold(page, 'Enter');
  await model.letGo();
  await expect(chat.label).toContainText('Stopped early');
  await hold(page, 'Enter');
  await page.keyboard.up('Enter');
  await expectSent(page, stops, 1);
  await expect(chat.input).toHaveValue('A draft.');
  expect(await model.completions()).toHaveLength(1);
});

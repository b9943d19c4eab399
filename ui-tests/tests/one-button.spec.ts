import { galata } from '@jupyterlab/galata';
import type { Locator } from '@playwright/test';

import type { Chat } from '../chat';
import { keepBack } from '../connections';
import { expect, test } from '../fixtures';

/**
 * Where a button stands in its toolbar, and its size.
 */
async function place(button: Locator, toolbar: Locator): Promise<number[]> {
  let found: number[] = [];
  // Send is taken over while the page learns that the chat is known.
  await expect(async () => {
    const box = await button.boundingBox();
    const origin = await toolbar.boundingBox();
    if (!box || !origin) {
      throw new Error('The button is not on the screen.');
    }
    found = [box.x - origin.x, box.y - origin.y, box.width, box.height];
  }).toPass();
  return found;
}

test('the button keeps its place and size from Send by Stop and Stopping to Send', async ({
  chat
}) => {
  await chat.choose('Stubborn');
  const around = chat.toolbar.locator('button:visible').first();
  const others = await place(around, chat.toolbar);
  const send = await place(chat.sendButton, chat.toolbar);
  await chat.ask('stubborn_s=20');
  await expect(chat.stopButton).toHaveAttribute('title', 'Stop the answer');
  expect(await place(chat.stopButton, chat.toolbar)).toEqual(send);
  await expect(chat.reply).toContainText('I go on.');
  await chat.stopButton.click();
  await expect(chat.stopButton).toHaveAttribute('title', /^Stopping/);
  await expect(chat.stopButton).toBeFocused();
  expect(await place(chat.stopButton, chat.toolbar)).toEqual(send);
  expect(await place(around, chat.toolbar)).toEqual(others);
  await expect(chat.stopButton).toHaveCount(0);
  expect(await place(chat.sendButton, chat.toolbar)).toEqual(send);
});

test('a press of Send in whose middle the toolbar is taken over is not lost', async ({
  chat
}) => {
  const { page } = chat;
  const letThrough = await keepBack(page, /api\/stop-stream\/ws/, '"chat_id"');
  await chat.reload();
  const ours = chat.area.locator('.jp-StopStream-place');
  await chat.input.fill('rate=50 length=40');
  await chat.sendButton.hover();
  await page.mouse.down();
  await expect(ours).toHaveCount(0);
  letThrough();
  // More than it takes to be drawn where nothing is pressed.
  await page.waitForTimeout(1000);
  await page.mouse.up();
  await expect(ours).toHaveCount(1);
  await chat.waitForToken(39);
});

async function expectOneStopInPlaceOfSend(chat: Chat): Promise<void> {
  const send = await place(chat.sendButton, chat.toolbar);
  await chat.ask('rate=50 length=4000');
  await expect(chat.stopButton).toBeVisible();
  await expect(chat.stopButton).toHaveCount(1);
  await expect(chat.stopButton).toHaveAttribute('title', 'Stop the answer');
  await expect(chat.foreignStopButton).toBeHidden();
  await expect(chat.sendButton).toBeHidden();
  const stop = await place(chat.stopButton, chat.toolbar);
  stop.forEach((value, index) =>
    expect(Math.abs(value - (send[index] ?? NaN))).toBeLessThanOrEqual(1)
  );
  await chat.stop();
  await expect(chat.stopButton).toHaveCount(0);
  expect(await place(chat.sendButton, chat.toolbar)).toEqual(send);
}

test('exactly one Stop stands where Send stood in the main area', async ({
  chat
}) => {
  await expectOneStopInPlaceOfSend(chat);
});

test('exactly one Stop stands where Send stood in the side panel', async ({
  sideChat
}) => {
  await expectOneStopInPlaceOfSend(sideChat);
});

test('where the server does not know the chat, the Stop of others and Send stay, at the same place', async ({
  chat,
  model
}) => {
  const { page } = chat;
  const ours = chat.area.locator('.jp-StopStream-place');
  await expect(ours).toHaveCount(1);
  const send = await place(chat.sendButton, chat.toolbar);
  await page.routeWebSocket(/api\/stop-stream\/ws/, socket => socket.close());
  await page.route('**/api/stop-stream/**', route =>
    route.fulfill({ status: 404, json: { message: 'Not Found' } })
  );
  await chat.reload();
  expect(await place(chat.sendButton, chat.toolbar)).toEqual(send);
  await chat.ask('rate=50 length=4000');
  await chat.waitForToken(20);
  await expect(chat.foreignStopButton).toBeEnabled();
  await expect(chat.sendButton).toBeVisible();
  await expect(ours).toHaveCount(0);
  await expect(chat.stopButton).toHaveCount(0);
  await model.finish();
  await expect(chat.foreignStopButton).toBeDisabled();
});

test('Enter in an empty input does not stop the answer', async ({
  chat,
  model
}) => {
  await chat.ask('rate=50 length=4000');
  await expect(chat.stopButton).toBeVisible();
  await chat.input.press('Enter');
  await chat.waitForToken(20);
  await chat.input.press('Enter');
  const { text } = await model.finish();
  expect((await chat.waitForStatus('complete')).body).toBe(text);
});

test('a draft survives a stop, with Send beside Stop meanwhile', async ({
  chat,
  model
}) => {
  await chat.ask('rate=50 length=4000');
  await expect(chat.stopButton).toBeVisible();
  await chat.input.fill('rate=200 length=10 next');
  await expect(chat.sendButton).toBeVisible();
  await expect(chat.sendButton).toBeEnabled();
  await expect(chat.stopButton).toBeVisible();
  await chat.waitForToken(50);
  await chat.stop();
  await model.letGo();
  await expect(chat.label).toContainText('Stopped early');
  await expect(chat.input).toHaveValue('rate=200 length=10 next');
  await chat.sendButton.click();
  await model.ended(1);
  await chat.waitForStatus('complete');
});

test.describe('with a menu on Send', () => {
  test.use({
    mockSettings: {
      ...galata.DEFAULT_SETTINGS,
      'jupyterlab-chat-extension:factory': { sendWithSelection: true }
    }
  });

  test('the menu of Send is back after the answer', async ({ chat, model }) => {
    const opener = chat.area.locator('.jp-chat-send-include-opener');
    await expect(opener).toBeVisible();
    await chat.ask('rate=50 length=4000');
    await expect(chat.stopButton).toBeVisible();
    await expect(opener).toBeHidden();
    await model.finish();
    await expect(chat.stopButton).toHaveCount(0);
    await chat.input.fill('a draft');
    await opener.click();
    await expect(chat.page.getByRole('menuitem').first()).toBeVisible();
  });
});

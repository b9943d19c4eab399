import { expect, Page, test } from '@playwright/test';

import { buttonsOf } from '../buttons';
import { leaveOut } from '../leave-out';
import { Traces } from '../traces';

const AREA = '#jp-main-dock-panel';

test('a chat opens and Send works, as without the extension', async ({
  page
}) => {
  await openChat(page);
  const seen = await send(page);

  await leaveOut(page);
  await openChat(page);
  expect(seen).toEqual(await send(page));
});

test('nothing is asked for ever, and at most one word is in the console', async ({
  page
}) => {
  const traces = await new Traces(page).watch();
  await openChat(page);
  await traces.expectFew();
});

/**
 * Load JupyterLite, which keeps its files in the browser, and open a new chat in it.
 */
async function openChat(page: Page): Promise<void> {
  await page.goto('/lab/index.html?reset');
  await page.waitForFunction(() => 'jupyterapp' in window);
  await page.evaluate(async () => {
    const { commands, restored, serviceManager } = window.jupyterapp;
    await restored;
    const filepath = `${Date.now()}.chat`;
    const file = { type: 'file', format: 'text', content: '{}' } as const;
    await serviceManager.contents.save(filepath, file);
    await commands.execute('jupyterlab-chat:open', { filepath });
  });
  await expect(page.locator(`${AREA} textarea:visible`)).toBeVisible();
}

/**
 * Send a message; return the toolbar before and after it.
 */
async function send(page: Page): Promise<readonly (readonly string[])[]> {
  const chat = page.locator(AREA);
  const toolbar = chat.locator('.jp-chat-input-toolbar');
  await expect(chat.locator('.jp-chat-send-button')).toBeVisible();
  const before = await buttonsOf(toolbar);
  await chat.locator('textarea:visible').fill('a message');
  await chat.locator('.jp-chat-send-button').click();
  await expect(chat.locator('.jp-chat-rendered-message')).toHaveText(
    'a message'
  );
  await expect(page.locator('.jp-Dialog')).toHaveCount(0);
  return [before, await buttonsOf(toolbar)];
}

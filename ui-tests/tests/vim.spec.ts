import type { IJupyterLabPageFixture } from '@jupyterlab/galata';

import type { Chat } from '../chat';
import { expect, test } from '../fixtures';
import { expectGoesOn } from '../goes-on';

/**
 * Ask in a chat, and go to a cell.
 */
async function answerAndCell(chat: Chat): Promise<void> {
  const { page } = chat;
  await page.notebook.createNew();
  await chat.ask('rate=50 length=6000');
  await chat.waitForToken(20);
  await page.notebook.enterCellEditingMode(0);
  await expect(page.locator('.jp-Notebook .cm-vimMode')).toBeVisible();
}

/**
 * Type in the editor that has the focus, and leave the insert mode by Escape.
 *
 * @param within - Selector of what the editor is in.
 */
async function insertAndLeave(
  page: IJupyterLabPageFixture,
  within: string
): Promise<void> {
  const normal = page.locator(`${within} .cm-vimMode`);
  await expect(normal).toBeVisible();
  await page.keyboard.type('ihello');
  await expect(normal).toHaveCount(0);
  await page.keyboard.press('Escape');
  await expect(normal).toBeVisible();
}

test('Escape in a cell with vim mode is its own, and in the chat it stops', async ({
  sideChat,
  model
}) => {
  const { page } = sideChat;
  await answerAndCell(sideChat);
  await insertAndLeave(page, '.jp-Notebook');
  await expect(page.locator('.jp-Notebook .cm-line').first()).toHaveText(
    'hello'
  );
  await expectGoesOn(sideChat, model);

  await sideChat.input.press('Escape');
  await model.letGo();
  await expect(sideChat.label).toContainText('Stopped early');
});

test('Ctrl or Cmd with Escape stops from a cell with vim mode', async ({
  sideChat,
  model
}) => {
  await answerAndCell(sideChat);
  await sideChat.page.keyboard.press('ControlOrMeta+Escape');
  await model.letGo();
  await expect(sideChat.label).toContainText('Stopped early');
});

test('Escape in a file with vim mode is its own', async ({
  sideChat,
  model,
  tmpPath
}) => {
  const { page } = sideChat;
  const path = `${tmpPath}/script.py`;
  await page.contents.uploadContent('pass', 'text', path);
  await page.evaluate(async path => {
    await window.jupyterapp.commands.execute('docmanager:open', { path });
  }, path);
  await sideChat.ask('rate=50 length=6000');
  await sideChat.waitForToken(20);
  await page.locator('.jp-FileEditor .cm-content').click();
  await insertAndLeave(page, '.jp-FileEditor');
  await expectGoesOn(sideChat, model);
  await sideChat.stop();
  await model.letGo();
});

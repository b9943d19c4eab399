import type { Page } from '@playwright/test';

import { slowChat } from '../connections';
import { expect, test } from '../fixtures';

const PLUGIN = 'jupyter-stop-stream:settings';

/**
 * The settings are kept in the page: galata answers for the server.
 */
async function set(page: Page, name: string, value: unknown): Promise<void> {
  await page.evaluate(
    async ([plugin, name, value]) => {
      const registry = await window.galata.getPlugin(
        '@jupyterlab/apputils-extension:settings'
      );
      await registry?.set(plugin as string, name as string, value as never);
    },
    [PLUGIN, name, value] as const
  );
}

test('the rest is shown at once where that is set, and hidden when it is not', async ({
  chat,
  model
}) => {
  await slowChat(chat.page, 400);
  await chat.reload();
  await chat.ask('rate=100 length=2000');
  await chat.waitForToken(100);
  await chat.stop();
  await model.letGo();
  await expect(chat.showRestButton).toHaveText('Show the rest');
  await set(chat.page, 'showRest', true);
  await expect(chat.showRestButton).toHaveText('Hide it again');
  await set(chat.page, 'showRest', false);
  await expect(chat.showRestButton).toHaveText('Show the rest');
});

test('Escape does not stop where it is switched off', async ({
  chat,
  model
}) => {
  await set(chat.page, 'escape', false);
  await chat.ask('rate=50 length=600');
  await chat.waitForToken(20);
  await chat.input.press('Escape');
  await chat.waitForToken(60);
  await expect(chat.stopButton).not.toHaveClass(/jp-mod-stopping/);
  await set(chat.page, 'escape', true);
  await chat.input.press('Escape');
  await model.letGo();
});

test('an answer whose chat was closed is told of where that is set', async ({
  chat,
  model
}) => {
  const { page } = chat;
  await set(page, 'notifyWhenLeft', true);
  await chat.ask('rate=50 length=150');
  await chat.waitForToken(5);
  await chat.close();
  await model.ended();
  const notice = chat.notice('Streamer has answered in main');
  await expect(notice).toBeVisible();
  await notice.getByRole('button', { name: 'Go to the Chat' }).click();
  await chat.waitForToken(149);
});

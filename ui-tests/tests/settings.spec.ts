import type { Page } from '@playwright/test';

import { expect, test } from '../fixtures';
import { expectGoesOn } from '../goes-on';
import { record } from '../recorder';
import { stopWithTail } from '../tail';

const PLUGIN = 'jupyter-stop-stream:settings';

// They are kept in the page: galata answers for the server.
test.use({ mockSettings: true });

/**
 * Change a setting, as the settings editor does.
 */
async function set(
  page: Page,
  name: string,
  value: unknown,
  plugin = PLUGIN
): Promise<void> {
  await page.evaluate(
    async ([plugin, name, value]) => {
      const registry = await window.galata.getPlugin(
        '@jupyterlab/apputils-extension:settings'
      );
      await registry?.set(plugin as string, name as string, value as never);
    },
    [plugin, name, value] as const
  );
}

test('the rest is shown at once where that is set, and hidden when it is not', async ({
  chat,
  model
}) => {
  await stopWithTail(chat);
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
  await chat.ask('rate=50 length=4000');
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
  await chat.ask('rate=50 length=4000');
  await chat.waitForToken(5);
  await chat.close();
  const { produced } = await model.finish();
  const notice = chat.notice('Streamer has answered in main');
  await expect(notice).toBeVisible();
  await notice.getByRole('button', { name: 'Go to the Chat' }).click();
  await chat.waitForToken(produced - 1);
});

test('the page shows more of an answer only as often as is set', async ({
  chat,
  model
}) => {
  const growthsPerSecond = async () => {
    await record(chat.page, chat.areaSelector, 'none');
    let times: readonly number[] = [];
    await expect
      .poll(async () => {
        times = (await chat.recording()).lengths.map(([at]) => at);
        return times.length;
      })
      .toBeGreaterThan(7);
    const tookMs = (times.at(-1) ?? NaN) - (times[0] ?? NaN);
    return (1000 * (times.length - 1)) / tookMs;
  };
  await set(chat.page, 'updatesPerSecond', 2);
  await chat.ask('rate=100 length=12000');
  await chat.waitForToken(20);
  expect(await growthsPerSecond()).toBeLessThan(2.5);
  await set(chat.page, 'updatesPerSecond', 0);
  await expect.poll(growthsPerSecond).toBeGreaterThan(4);
  await chat.stop();
  await model.letGo();
});

test('the shortcut that stops from anywhere is the one that is set', async ({
  sideChat,
  model
}) => {
  const { page } = sideChat;
  const stop = { command: 'jupyter-stop-stream:stop', selector: 'body' };
  await set(
    page,
    'shortcuts',
    [
      { ...stop, keys: ['Accel Escape'], disabled: true },
      { ...stop, keys: ['Alt F2'] }
    ],
    '@jupyterlab/shortcuts-extension:shortcuts'
  );
  await page.notebook.createNew();
  await sideChat.ask('rate=50 length=6000');
  await sideChat.waitForToken(20);
  await page.notebook.enterCellEditingMode(0);
  await page.keyboard.press('ControlOrMeta+Escape');
  await expectGoesOn(sideChat, model);
  await page.keyboard.press('Alt+F2');
  await model.letGo();
  await expect(sideChat.label).toContainText('Stopped early');
});

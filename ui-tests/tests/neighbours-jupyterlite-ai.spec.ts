import { galata } from '@jupyterlab/galata';
import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import type { Locator } from '@playwright/test';

import { buttonsOf } from '../buttons';
import { expect, test } from '../fixtures';
import { leaveOut } from '../leave-out';
import { Model } from '../model';
import { Traces } from '../traces';

type Area = 'main' | 'sidebar';

const PANELS: Readonly<Record<Area, string>> = {
  main: '#jp-main-dock-panel .jp-MainAreaWidget:not(.lm-mod-hidden)',
  sidebar: '#jp-left-stack'
};

test.use({
  mockSettings: {
    ...galata.DEFAULT_SETTINGS,
    '@jupyternaut/persona:settings-model': {
      useSecretsManager: false,
      toolsEnabled: false,
      defaultProvider: 'scripted',
      providers: [
        {
          id: 'scripted',
          name: 'Scripted',
          provider: 'generic',
          model: 'scripted',
          apiKey: 'none',
          baseURL: `${Model.url}/v1`
        }
      ]
    }
  }
});

test('its own Stop is there while it writes and ends the answer, and Send is, as without the extension', async ({
  page,
  model
}) => {
  const inMain = await stopAnAnswer(await openChat(page, 'main'), model);
  const inSidebar = await stopAnAnswer(await openChat(page, 'sidebar'), model);
  await expect(page.locator('.jp-StopStream-stop')).toHaveCount(0);

  await leaveOut(page);
  await page.reload();
  const main = await openChat(page, 'main', 'without');
  expect(inMain).toEqual(await stopAnAnswer(main, model));
  const sidebar = await openChat(page, 'sidebar', 'without');
  expect(inSidebar).toEqual(await stopAnAnswer(sidebar, model));
});

test.describe('while time passes', () => {
  test.use({ autoGoto: false });

  test('nothing is asked for ever, and at most one word is in the console', async ({
    page
  }) => {
    const traces = await new Traces(page).watch();
    await page.goto();
    await openChat(page, 'main');
    await traces.expectFew();
  });
});

/**
 * Open a chat with the model; return the part of the page that it is in.
 */
async function openChat(
  page: IJupyterLabPageFixture,
  area: Area,
  name = 'with'
): Promise<Locator> {
  await page.evaluate(
    async args => {
      const { commands } = window.jupyterapp;
      await commands.execute('@jupyterlite/ai:open-chat', args);
    },
    { area, name: `${name} ${area}`, focus: true }
  );
  const chat = page.locator(PANELS[area]);
  await expect(chat.locator('textarea:visible')).toBeVisible();
  return chat;
}

/**
 * Have an answer stopped by its own Stop, and the next one come whole; return the toolbar before
 * it, while it was written and after it.
 */
async function stopAnAnswer(
  chat: Locator,
  model: Model
): Promise<readonly (readonly string[])[]> {
  await model.forget();
  const toolbar = chat.locator('.jp-chat-input-toolbar');
  const stop = chat.getByRole('button', { name: 'Stop streaming' });
  await expect(stop).toBeHidden();
  const before = await buttonsOf(toolbar);
  await ask(chat, 'rate=50 length=2000');
  await expect(chat).toContainText(/\bw20\b/);
  await expect(stop).toBeVisible();
  const meanwhile = await buttonsOf(toolbar);
  await stop.click();
  await expect(stop).toBeHidden();
  expect((await model.letGo()).produced).toBeLessThan(2000);
  await ask(chat, 'rate=100 length=5');
  await model.ended(1);
  await expect(stop).toBeHidden();
  return [before, meanwhile, await buttonsOf(toolbar)];
}

async function ask(chat: Locator, prompt: string): Promise<void> {
  await chat.locator('textarea:visible').fill(prompt);
  await chat.locator('.jp-chat-send-button').click();
}

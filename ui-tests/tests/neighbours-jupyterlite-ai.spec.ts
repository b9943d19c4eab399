import type { IJupyterLabPageFixture } from '@jupyterlab/galata';

import { buttonsOf } from '../buttons';
import { Chat } from '../chat';
import { expect, test } from '../fixtures';
import { jupyternautSettings } from '../jupyternaut';
import { leaveOut } from '../leave-out';
import type { Model } from '../model';
import { STOPS, stopThree } from '../three-stops';
import { Traces } from '../traces';

type Area = 'main' | 'sidebar';

const PANELS: Readonly<Record<Area, string>> = {
  main: '#jp-main-dock-panel .jp-MainAreaWidget:not(.lm-mod-hidden)',
  sidebar: '#jp-left-stack'
};

test.use({
  mockSettings: jupyternautSettings('@jupyternaut/persona:settings-model')
});

for (const area of ['main', 'sidebar'] as const) {
  test(`its answers are stopped by one Stop, in the ${area} area`, async ({
    page,
    model
  }) => {
    const chat = await openChat(page, area);
    await stopThree(chat, model, 'jupyterlite-ai', { isSaved: false });
  });
}

test('a chat has what it has without the extension, before it answers and after', async ({
  page,
  model
}) => {
  const seen = await watchAnAnswer(await openChat(page, 'main'), model);
  await leaveOut(page);
  await page.reload();
  const without = await openChat(page, 'main', 'without');
  expect(seen).toEqual(await watchAnAnswer(without, model));
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
 * Open a chat with the model.
 */
async function openChat(
  page: IJupyterLabPageFixture,
  area: Area,
  name = 'with'
): Promise<Chat> {
  await page.evaluate(
    async args => {
      const { commands } = window.jupyterapp;
      await commands.execute('@jupyterlite/ai:open-chat', args);
    },
    { area, name: `${name} ${area}`, focus: true }
  );
  const chat = new Chat({ page, path: '', within: PANELS[area] });
  await expect(chat.input).toBeVisible();
  return chat;
}

/**
 * Have an answer come whole; return the toolbar before it and after it.
 */
async function watchAnAnswer(
  chat: Chat,
  model: Model
): Promise<readonly (readonly string[])[]> {
  await model.forget();
  await expect(chat.sendButton).toBeVisible();
  const before = await buttonsOf(chat.toolbar);
  await chat.ask('rate=100 length=100');
  await model.ended();
  await expect(chat.area.locator(STOPS)).toHaveCount(0);
  // From the first answer on there is room for a menu beside Send, which stays where it is.
  const after = (await buttonsOf(chat.toolbar)).map(button =>
    button.startsWith('Send') ? button : button.replace(/, .*/, '')
  );
  return [before, after];
}

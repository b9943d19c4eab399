import type { Locator } from '@playwright/test';

import { wrong } from '../axe';
import { contrast } from '../contrast';
import { expect, test } from '../fixtures';

test.use({ mockSettings: true });

for (const theme of ['light', 'dark'] as const) {
  test(`Stop, its menu and the label can be read and used in the ${theme} theme`, async ({
    chat,
    model
  }) => {
    if (theme === 'dark') {
      await chat.page.theme.setDarkTheme();
    }
    const expectReadable = async (element: Locator, least: number) =>
      expect
        .poll(() => contrast(element), { message: String(element) })
        .toBeGreaterThanOrEqual(least);
    await chat.ask('rate=20 length=4000');
    await model.waitFor(({ produced }) => produced > 5, 0);
    await chat.choose('Second');
    await chat.ask('rate=20 length=4000');
    await model.waitFor(({ produced }) => produced > 5, 1);
    await chat.ask('rate=20 length=4000');
    await chat.input.fill('A draft.');
    await expectReadable(chat.waiting.locator('span'), 4.5);
    await expectReadable(chat.waiting.getByText('Take back'), 4.5);
    await chat.input.fill('');
    await expectReadable(chat.stopButton, 3);
    await expectReadable(chat.moreButton, 3);
    await chat.moreButton.click();
    await expect(chat.menu).toBeVisible();
    expect(await wrong(chat.page)).toEqual([]);
    await chat.page.keyboard.press('Escape');
    await chat.stop();
    await expect(chat.label).toHaveCount(3);
    await expectReadable(
      chat.label.first().locator('.jp-StopStream-status'),
      4.5
    );
    await expectReadable(
      chat.label.last().locator('.jp-StopStream-status'),
      4.5
    );
    await expectReadable(chat.regenerateButton.first(), 4.5);
    await expectReadable(chat.editButton.first(), 4.5);
    await chat.input.fill('A draft.');
    await expect(chat.editButton.first()).toHaveAttribute(
      'aria-disabled',
      'true'
    );
    expect(await wrong(chat.page)).toEqual([]);
  });
}

test('Stop is reached and pressed by the keyboard alone, and the focus goes to the input', async ({
  chat,
  model
}) => {
  await chat.ask('rate=50 length=4000');
  await chat.waitForToken(10);
  await chat.input.focus();
  for (let tabs = 0; tabs < 6; tabs++) {
    await chat.page.keyboard.press('Tab');
    if (
      await chat.stopButton.evaluate(node => node === document.activeElement)
    ) {
      break;
    }
  }
  await expect(chat.stopButton).toBeFocused();
  await chat.page.keyboard.press('Space');
  await model.letGo();
  await expect(chat.stopButton).toHaveCount(0);
  await expect(chat.input).toBeFocused();
});

test('a stop is announced once, and nothing is while text streams', async ({
  chat,
  model
}) => {
  await chat.spoken.evaluate(node => {
    const said: string[] = [];
    Object.assign(window, { said });
    new MutationObserver(() => said.push(node.textContent ?? '')).observe(
      node,
      { childList: true, characterData: true, subtree: true }
    );
  });
  const said = () =>
    chat.page.evaluate(() => Reflect.get(window, 'said') as unknown);
  for (const count of [1, 2]) {
    await chat.ask('rate=50 length=4000');
    await model.waitFor(({ produced }) => produced > 20, count - 1);
    await chat.stop();
    await expect(chat.label).toHaveCount(count);
    await expect(chat.spoken).toHaveText('Stopped.');
  }
  expect(await said()).toEqual(['Stopped.', '', 'Stopped.']);
});

import type { Locator } from '@playwright/test';

import { wrong } from '../axe';
import { expect, test } from '../fixtures';
import { takeInThemes } from '../images';
import { stopWithTail } from '../tail';

// The pictures change the theme.
test.use({ mockSettings: true });

/**
 * How many lines an element has, by the height of what is in it.
 */
function linesOf(label: Locator): Promise<number> {
  return label.evaluate(element => {
    const tops = [...element.children]
      .filter(one => one.getBoundingClientRect().width > 0)
      .map(one => one.getBoundingClientRect())
      .map(({ top, height }) => top + height / 2);
    const first = Math.min(...tops);
    return 1 + tops.filter(top => top - first > 8).length;
  });
}

test('the label is one line in a chat that is 250 pixels wide, and its buttons have their names', async ({
  sideChat,
  model
}) => {
  const { label, page } = sideChat;
  await page.sidebar.setWidth(250, 'left');
  await stopWithTail(sideChat);
  await model.letGo();
  await expect(sideChat.showRestButton).toBeVisible();
  expect(await linesOf(label)).toBe(1);
  for (const name of ['Continue', 'Regenerate', 'Edit', 'Show the rest']) {
    await expect(label.getByRole('button', { name })).toBeVisible();
  }
  expect(await wrong(page)).toEqual([]);
  await takeInThemes(page, label, 'label-narrow');
  await page.sidebar.setWidth(640, 'left');
  await expect.poll(() => linesOf(label)).toBe(1);
});

import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import { expect, Locator } from '@playwright/test';
import * as path from 'path';

const folder =
  process.env.UPDATE_DOCS === '1'
    ? path.join(__dirname, '..', 'docs', 'images')
    : path.join(__dirname, 'test-results', 'images');

/**
 * Take a picture of the page, or of a part of it, in both themes that JupyterLab comes with. It has
 * the light one before and after.
 *
 * @param pointedAt - What the pointer is on, if it is on something.
 */
export async function takeInThemes(
  page: IJupyterLabPageFixture,
  part: Pick<IJupyterLabPageFixture, 'screenshot'> | Locator,
  name: string,
  pointedAt?: Locator
): Promise<void> {
  if (pointedAt) {
    await pointedAt.hover();
  } else {
    await page.mouse.move(0, 0);
    await expect(page.getByRole('tooltip')).toHaveCount(0);
  }
  const take = (theme: string) =>
    part.screenshot({ path: path.join(folder, `${name}-${theme}.png`) });
  await take('light');
  await page.theme.setDarkTheme();
  await take('dark');
  await page.theme.setLightTheme();
}

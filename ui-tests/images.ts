import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import type { Locator } from '@playwright/test';
import * as path from 'path';

const folder =
  process.env.UPDATE_DOCS === '1'
    ? path.join(__dirname, '..', 'docs', 'images')
    : path.join(__dirname, 'test-results', 'images');

/**
 * Both themes that JupyterLab comes with.
 */
export const THEMES = ['light', 'dark'] as const;

/**
 * Where the picture of something in a theme is kept.
 */
export function imageOf(name: string, theme: (typeof THEMES)[number]): string {
  return path.join(folder, `${name}-${theme}.png`);
}

/**
 * Take a picture of a part of the page in each theme. The page has the light one afterwards.
 */
export async function takeInThemes(
  page: IJupyterLabPageFixture,
  part: Locator,
  name: string
): Promise<void> {
  await page.mouse.move(0, 0);
  await page.theme.setDarkTheme();
  await part.screenshot({ path: imageOf(name, 'dark') });
  await page.theme.setLightTheme();
  await part.screenshot({ path: imageOf(name, 'light') });
}

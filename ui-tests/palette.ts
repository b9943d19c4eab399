import { expect, Page } from '@playwright/test';

/**
 * Open the command palette, with a command in it alone.
 */
export async function search(page: Page, label: string): Promise<void> {
  const input = page.locator('.lm-CommandPalette-input');
  // JupyterLab 4.5 opens none while the last one is being closed.
  await expect(async () => {
    await page.evaluate(() =>
      window.jupyterapp.commands.execute('apputils:activate-command-palette')
    );
    await expect(input).toBeVisible({ timeout: 2_000 });
  }).toPass();
  await input.fill(label);
  await expect(
    page.locator('.lm-CommandPalette-item.lm-mod-active', { hasText: label })
  ).toBeVisible();
}

/**
 * Run a command of the palette.
 */
export async function run(page: Page, label: string): Promise<void> {
  await search(page, label);
  await page
    .locator('.lm-CommandPalette-item:not(.lm-mod-disabled)', {
      hasText: label
    })
    .click();
}

import { expect, Page } from '@playwright/test';

/**
 * Open the command palette, with a command in it alone.
 */
export async function search(page: Page, label: string): Promise<void> {
  const input = page.locator('.lm-CommandPalette-input');
  const found = page.locator('.lm-CommandPalette-item.lm-mod-active', {
    hasText: label
  });
  // JupyterLab 4.5 opens none while the last one is being closed, and any command that is executed
  // closes the one that is open.
  await expect(async () => {
    await page.evaluate(() => {
      void window.jupyterapp.commands.execute(
        'apputils:activate-command-palette'
      );
    });
    await input.fill(label, { timeout: 2_000 });
    await expect(found).toBeVisible({ timeout: 2_000 });
  }).toPass({ timeout: 30_000 });
}

/**
 * Run a command of the palette, which may be closed again before it is chosen.
 */
export async function run(page: Page, label: string): Promise<void> {
  await expect(async () => {
    await search(page, label);
    await page
      .locator('.lm-CommandPalette-item:not(.lm-mod-disabled)', {
        hasText: label
      })
      .click({ timeout: 2_000 });
  }).toPass({ timeout: 60_000 });
}

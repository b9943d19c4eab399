import type { Page } from '@playwright/test';

/**
 * How a page's configuration lists the extension, with the comma before or behind it.
 */
const LISTED =
  /\{[^{}]*"name":\s*"jupyter-stop-stream"[^{}]*\}\s*,|,\s*\{[^{}]*"name":\s*"jupyter-stop-stream"[^{}]*\}/;

/**
 * Leave the extension out of a page, from its next load on.
 */
export async function leaveOut(page: Page): Promise<void> {
  await page.route(isConfiguration, async route => {
    const response = await route.fetch();
    const text = await response.text();
    await route.fulfill({ response, body: text.replace(LISTED, '') });
  });
}

/**
 * Whether what has this address holds the configuration: the page that a server makes, or a file
 * of JupyterLite.
 */
function isConfiguration({ pathname }: URL): boolean {
  return /\/lab(\/tree\/.*)?$|\/jupyter-lite\.json$/.test(pathname);
}

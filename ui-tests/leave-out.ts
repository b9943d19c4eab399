import type { Page } from '@playwright/test';

/**
 * How a file of JupyterLite lists the extension, with the comma before or behind it.
 */
const LISTED =
  /\{[^{}]*"name":\s*"jupyter-stop-stream"[^{}]*\}\s*,|,\s*\{[^{}]*"name":\s*"jupyter-stop-stream"[^{}]*\}/;

/**
 * Leave the extension out of a page, from its next load on.
 */
export async function leaveOut(page: Page): Promise<void> {
  // Where a server makes the page, the extensions are listed in it. A page that was answered in
  // the server's place may not open websockets to this machine.
  await page.addInitScript(() => {
    document.addEventListener('readystatechange', () => {
      const element = document.getElementById('jupyter-config-data');
      const config = JSON.parse(element?.textContent || '{}');
      if (element && Array.isArray(config.federated_extensions)) {
        config.federated_extensions = config.federated_extensions.filter(
          ({ name }: { name: string }) => name !== 'jupyter-stop-stream'
        );
        element.textContent = JSON.stringify(config);
      }
    });
  });
  await page.route('**/jupyter-lite.json', async route => {
    const response = await route.fetch();
    const text = await response.text();
    await route.fulfill({ response, body: text.replace(LISTED, '') });
  });
}

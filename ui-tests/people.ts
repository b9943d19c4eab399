import { galata, JupyterLabPage } from '@jupyterlab/galata';
import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import type { Browser, Page } from '@playwright/test';

/**
 * Who may sign in: see `fixtures/people.py`.
 */
export type Person = 'ada' | 'grace' | 'karl';

/**
 * Galata gives a page fifteen seconds to start, however busy the machine is.
 */
const START_TIMEOUT = 60_000;
const { waitForCondition } = JupyterLabPage.prototype;
JupyterLabPage.prototype.waitForCondition = function (
  condition,
  timeout = START_TIMEOUT
) {
  return waitForCondition.call(this, condition, timeout);
};

/**
 * Wait until a page shows JupyterLab, and hears of what happens on the server. Galata waits for the
 * launcher, which a page that is loaded again does not show.
 */
export async function waitForLab(page: Page): Promise<void> {
  await page.locator('#jupyterlab-splash').waitFor({ state: 'detached' });
  await page.evaluate(async () => {
    const { restored, serviceManager } = window.jupyterapp;
    await restored;
    // A chat's personas are told once, when it is opened.
    let isHeard = false;
    serviceManager.events.stream.connect(() => {
      isHeard = true;
    });
    while (!isHeard) {
      // The server tells that this was asked for.
      await serviceManager.contents.get('', { content: false });
      await new Promise(resolve => setTimeout(resolve, 20));
    }
  });
}

/**
 * What every request of a signed-in person carries. A websocket cannot: it takes the cookie that
 * the server gives to the page.
 */
export function signedIn(person: Person): Record<string, string> {
  return { Authorization: `token ${person}-token` };
}

/**
 * Another person's JupyterLab, in a browser of their own. Whoever opens it closes its context.
 *
 * @param directory - What the file browser shows, below the server's root.
 */
export async function openLab(
  browser: Browser,
  baseURL: string,
  person: Person,
  directory: string
): Promise<IJupyterLabPageFixture> {
  const context = await browser.newContext({
    baseURL,
    extraHTTPHeaders: signedIn(person)
  });
  return galata.initTestPage(
    '/lab',
    true,
    baseURL,
    true,
    { ...galata.DEFAULT_SETTINGS },
    true,
    false,
    await context.newPage(),
    null,
    null,
    directory,
    waitForLab
  );
}

import { expect, galata, test as base } from '@jupyterlab/galata';

import { Chat } from './chat';
import { KeptContext } from './kept-context';
import { Model } from './model';
import { waitForLab } from './people';
import { endAll } from './runners';

export { expect };

interface IFixtures {
  /** A new chat in the main area. */
  readonly chat: Chat;
  /** Another new chat, in the side panel. */
  readonly sideChat: Chat;
  /** The chat of the main area, in another tab of the browser. */
  readonly chatInSecondTab: Chat;
  /** The model server, which has been asked nothing yet. */
  readonly model: Model;
}

interface IWorkerFixtures {
  /** The browser's context of all tests that are run one after the other. */
  readonly keptContext: KeptContext;
}

/**
 * Galata would answer the page in the server's place, and for that look at all that it asks for, so
 * that the browser caches nothing. Here the server answers, and nothing is left to the next test. A
 * test that changes settings has galata keep them: see `mockSettings`.
 */
export const test = base.extend<IFixtures, IWorkerFixtures>({
  keptContext: [
    async ({ browser }, use) => {
      const kept = new KeptContext(browser);
      await use(kept);
      await kept.close();
    },
    { scope: 'worker' }
  ],
  // What is an option of a context and set by a spec has to be named here.
  context: async (
    { keptContext, baseURL, viewport, extraHTTPHeaders, mockSettings },
    use
  ) => {
    const context = await keptContext.take({
      baseURL,
      viewport,
      extraHTTPHeaders
    });
    await use(context);
    await keptContext.clear(new URL(baseURL ?? '').origin);
    if (!mockSettings) {
      expect(keptContext.settings, 'left to the next test').toEqual([]);
    }
  },
  waitForApplication: async ({}, use) => {
    await use(waitForLab);
  },
  mockConfig: false,
  mockSettings: false,
  mockState: false,
  mockUser: false,
  kernels: async ({ request }, use) => {
    await use(null);
    await endAll(request, 'kernels');
  },
  sessions: async ({ request }, use) => {
    await use(null);
    await endAll(request, 'sessions');
  },
  terminals: async ({ request }, use) => {
    await use(null);
    await endAll(request, 'terminals');
  },
  chat: async ({ page, tmpPath }, use) => {
    await use(await new Chat({ page, path: `${tmpPath}/main.chat` }).create());
  },
  sideChat: async ({ page, tmpPath }, use) => {
    const path = `${tmpPath}/side.chat`;
    await use(await new Chat({ page, path, isInSidePanel: true }).create());
  },
  chatInSecondTab: async ({ chat, tmpPath, waitForApplication }, use) => {
    const tab = await chat.page.context().newPage();
    const page = await galata.initTestPage(
      '/lab',
      // Its own way to the page waits for the launcher.
      false,
      '',
      false,
      false,
      false,
      false,
      tab,
      null,
      null,
      tmpPath,
      waitForApplication
    );
    await tab.goto('/lab?reset');
    // It loads itself anew.
    await tab.waitForURL(url => !url.search.includes('reset'));
    await tab.waitForFunction(() => 'jupyterapp' in window);
    await waitForLab(tab);
    await use(await new Chat({ page, path: chat.path }).open());
  },
  model: async ({ request }, use) => {
    const model = new Model(request);
    await model.forget();
    await use(model);
  }
});

import { galata, test as base } from '@jupyterlab/galata';

import { Chat } from './chat';
import { Model } from './model';
import { waitForLab } from './people';

export { expect } from '@jupyterlab/galata';

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

export const test = base.extend<IFixtures>({
  waitForApplication: async ({}, use) => {
    await use(waitForLab);
  },
  mockSettings: { ...galata.DEFAULT_SETTINGS },
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
      galata.DEFAULT_SETTINGS,
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
    await tab.evaluate(() => window.jupyterapp.restored);
    await use(await new Chat({ page, path: chat.path }).open());
  },
  model: async ({ request }, use) => {
    const model = new Model(request);
    await model.forget();
    await use(model);
  }
});

import type { Browser } from '@playwright/test';

import { Chat } from '../chat';
import { expect, test as base } from '../fixtures';
import { Hub } from '../hub';
import { stopThree } from '../three-stops';

type Page = Awaited<ReturnType<Browser['newPage']>>;

interface IFixtures {
  readonly hub: Hub;
  /** Signs somebody in, in a browser of their own. */
  readonly signIn: (person: string) => Promise<Page>;
}

const test = base.extend<IFixtures>({
  autoGoto: false,
  hub: async ({ playwright, baseURL }, use) => {
    const request = await playwright.request.newContext();
    const hub = new Hub(request, new URL(baseURL ?? '').origin);
    await hub.start();
    await use(hub);
    await request.dispose();
  },
  signIn: async ({ browser, hub }, use) => {
    const pages: Page[] = [];
    await use(async person => {
      pages.push(await hub.signIn(browser, person));
      return pages[pages.length - 1] as Page;
    });
    for (const page of pages) {
      await page.unrouteAll({ behavior: 'ignoreErrors' });
      await page.context().close();
    }
  }
});

test('on a named server behind a prefix, answers are stopped', async ({
  hub,
  signIn,
  model
}) => {
  // What an earlier try has left there is kept by the hub's server.
  const path = `three-${test.info().retry}.chat`;
  const chat = await create(await hub.chat(await signIn('ada'), path));
  await stopThree(chat, model, 'jupyterhub');
});

test('whoever was given a share code stops what they asked for, and when it is taken back their open page is cut off', async ({
  hub,
  signIn,
  model,
  playwright
}) => {
  const path = `shared-${test.info().retry}.chat`;
  const ada = await create(await hub.chat(await signIn('ada'), path));
  const grace = await signIn('grace');
  const generations = `${hub.serverUrl}/api/stop-stream/generations`;

  const headers = { Authorization: `token ${await hub.tokenOf('grace')}` };
  const script = await playwright.request.newContext({
    extraHTTPHeaders: headers
  });
  expect((await script.get(generations)).status()).toBe(403);
  expect((await grace.request.get(generations)).status()).toBe(403);

  await grace.goto(await hub.share());
  await grace.getByRole('button', { name: 'Accept' }).click();
  await grace.getByRole('button', { name: 'Authorize' }).click();
  const closed = new Promise<void>(resolve => {
    grace.on('websocket', socket => {
      if (socket.url().includes('api/stop-stream/ws')) {
        socket.on('close', () => resolve());
      }
    });
  });
  const theirs = await hub.chat(grace, ada.path);
  await theirs.open();
  expect((await script.get(generations)).status()).toBe(200);

  await ada.ask('rate=20 length=4000 hers');
  await model.waitFor(({ produced }) => produced > 5, 0);
  const [hers] = (await (await script.get(generations)).json()).generations;
  const refused = await script.post(
    `${generations}/${hers.generation_id}/stop`
  );
  expect(refused.status()).toBe(403);
  await theirs.choose('Second');
  await theirs.ask('rate=20 length=4000 mine');
  await model.waitFor(({ produced }) => produced > 5, 1);
  await theirs.stop();
  await model.letGo(1);
  await expect(theirs.label).toHaveCount(1);
  await expect(ada.label).toContainText('Stopped early by grace');
  await expect(ada.stopButton).toBeVisible();

  await hub.revoke();
  await closed;
  expect((await script.get(generations)).status()).toBe(403);
  expect((await model.completions())[0]?.let_go_at).toBeNull();
  await ada.stop();
  await model.letGo(0);
  await expect(ada.label).toHaveCount(2);
  await script.dispose();
});

/**
 * Make the file of a chat, and open it. What is asked before the server has written the shared
 * document once is missed by jupyter-ai now and then.
 */
async function create(chat: Chat): Promise<Chat> {
  await chat.page.evaluate(async path => {
    const { contents } = window.jupyterapp.serviceManager;
    await contents.save(path, { type: 'file', format: 'text', content: '{}' });
  }, chat.path);
  await chat.open();
  await expect.poll(async () => (await chat.file()).metadata?.id).toBeTruthy();
  return chat;
}

import { galata } from '@jupyterlab/galata';

import { Chat } from '../chat';
import { expect, test } from '../fixtures';
import { waitForLab } from '../people';

test('what one person stopped in one browser is not somebody else’s in their other browser', async ({
  browser,
  baseURL,
  chat,
  tmpPath,
  model
}) => {
  const context = await browser.newContext({ baseURL });
  const page = await galata.initTestPage(
    '/lab',
    true,
    baseURL as string,
    false,
    { ...galata.DEFAULT_SETTINGS },
    true,
    false,
    await context.newPage(),
    null,
    null,
    tmpPath,
    waitForLab
  );
  const other = await new Chat({ page, path: chat.path }).open();
  const nameOf = async (one: Chat) =>
    (await (await one.page.request.get('/api/me')).json()).identity.username;
  expect(await nameOf(other)).not.toBe(await nameOf(chat));

  await chat.ask('rate=20 length=4000');
  await other.waitForToken(20);
  await other.stop();
  await model.letGo();
  for (const one of [chat, other]) {
    await expect(one.label).toHaveText(/^Stopped early(?! by)/);
  }
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await context.close();
});

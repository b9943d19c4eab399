import { galata } from '@jupyterlab/galata';

import { expect, test } from '../fixtures';
import { takeInThemes } from '../images';

test.use({
  viewport: { width: 1100, height: 700 },
  mockSettings: { ...galata.DEFAULT_SETTINGS },
  mockUser: true
});

test('the Running panel and the settings can be read in each theme', async ({
  chat,
  model
}) => {
  const { page } = chat;
  await chat.ask('rate=50 length=6000');
  await chat.waitForToken(20);
  await page.sidebar.openTab('jp-running-sessions');
  const running = page.locator('.jp-StopStream-running');
  await expect(running).toBeVisible();
  await takeInThemes(page, page, 'running', running);
  await chat.stop();
  await model.letGo();
  await page.evaluate(() =>
    window.jupyterapp.commands.execute('settingeditor:open', {
      query: 'Stop button of the chat'
    })
  );
  await expect(page.getByText('Updates per second').first()).toBeVisible();
  await takeInThemes(page, page, 'settings');
});

import { galata } from '@jupyterlab/galata';

import { expect, test } from '../fixtures';
import { imageOf, THEMES } from '../images';

test.use({
  viewport: { width: 1100, height: 700 },
  mockSettings: { ...galata.DEFAULT_SETTINGS },
  mockUser: true
});

for (const theme of THEMES) {
  test(`the Running panel and the settings can be read in the ${theme} theme`, async ({
    chat,
    model
  }) => {
    const { page } = chat;
    const take = (name: string) =>
      page.screenshot({ path: imageOf(name, theme) });
    if (theme === 'dark') {
      await page.theme.setDarkTheme();
    }
    await chat.ask('rate=50 length=1500');
    await chat.waitForToken(20);
    await page.sidebar.openTab('jp-running-sessions');
    await expect(page.locator('.jp-StopStream-running')).toBeVisible();
    await page.locator('.jp-StopStream-running').hover();
    await take('running');
    await chat.stop();
    await model.letGo();
    await page.evaluate(() =>
      window.jupyterapp.commands.execute('settingeditor:open', {
        query: 'Stop button of the chat'
      })
    );
    await expect(page.getByText('Updates per second').first()).toBeVisible();
    await take('settings');
  });
}

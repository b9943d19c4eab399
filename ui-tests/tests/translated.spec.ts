import { galata } from '@jupyterlab/galata';

import { DOMAIN, languagePack } from '../catalogue';
import { expect, test } from '../fixtures';

test.use({
  mockSettings: {
    ...galata.DEFAULT_SETTINGS,
    '@jupyterlab/translation-extension:plugin': { locale: 'de_DE' }
  }
});

test.beforeEach(async ({ page, baseURL }) => {
  await page.route('**/api/translations/de_DE*', route =>
    route.fulfill({ json: { data: { [DOMAIN]: languagePack() }, message: '' } })
  );
  await page.goto(`${baseURL}/lab`);
});

test('a page in another language says everything about a stop in it', async ({
  chat,
  model
}) => {
  const isTranslated = /^«.*»/;
  await chat.ask('rate=50 length=4000');
  await expect(chat.stopButton).toHaveAttribute('aria-label', isTranslated);
  await model.waitFor(({ produced }) => produced >= 20);
  await chat.stopButton.click();

  const texts = chat.label.locator('button');
  await expect(chat.label).toBeVisible();
  for (const text of await texts.all()) {
    await expect(text).toHaveText(isTranslated);
    await expect(text).toHaveAttribute('title', isTranslated);
  }
  await expect(chat.label).toContainText('«Stopped early»');

  const labels = await chat.page.evaluate(() => {
    const { commands } = window.jupyterapp;
    return commands
      .listCommands()
      .filter(id => id.startsWith('jupyter-stop-stream:'))
      .map(id => commands.label(id));
  });
  expect(labels).not.toHaveLength(0);
  for (const label of labels) {
    expect(label).toMatch(isTranslated);
  }
});

import type { IJupyterLabPageFixture } from '@jupyterlab/galata';

import { Chat } from '../chat';
import { expect, test } from '../fixtures';
import { jupyternautSettings } from '../jupyternaut';
import { stopThree } from '../three-stops';

test.use({
  mockSettings: jupyternautSettings(
    '@jupyter-ai/jupyternaut-lite:settings-model'
  )
});

for (const isInSidePanel of [false, true]) {
  const place = isInSidePanel ? 'side panel' : 'main area';
  test(`Jupyternaut in the page is stopped by one Stop, in the ${place}`, async ({
    model,
    page,
    tmpPath
  }) => {
    const chat = await openChat(page, tmpPath, isInSidePanel);
    await chat.choose('Jupyternaut');
    await stopThree(chat, model, 'jupyter-ai-lite', { isSaved: false });
  });
}

test('Jupyternaut in the page and a persona of the server are stopped one by one', async ({
  model,
  page,
  tmpPath
}) => {
  const chat = await openChat(page, tmpPath);
  await chat.choose('Streamer');
  await chat.ask('rate=20 length=4000');
  await model.waitFor(({ produced }) => produced > 2);
  await chat.choose('Jupyternaut');
  await chat.ask('rate=20 length=4000');
  await model.waitFor(({ produced }) => produced > 2, 1);
  await chat.moreButton.click();
  await chat.menu.getByText('Jupyternaut').click();
  await model.letGo(1);
  await expect(chat.label).toHaveCount(1);
  expect((await model.completions())[0]?.let_go_at).toBeNull();
  await chat.stop();
  await model.letGo(0);
  await expect(chat.label).toHaveCount(2);
});

test('what it was asked is asked again', async ({ model, page, tmpPath }) => {
  const chat = await openChat(page, tmpPath);
  await chat.choose('Jupyternaut');
  await chat.ask('rate=50 length=4000');
  await chat.waitForToken(20);
  await chat.stop();
  await model.letGo();
  await chat.regenerateButton.click();
  await chat.stopButton.waitFor();
  await model.waitFor(({ produced }) => produced > 5, 1);
  await chat.page.keyboard.press('Control+Escape');
  await model.letGo(1);
  await expect(chat.label).toHaveCount(2);
});

/**
 * Open a new chat. Which of its personas is addressed at first depends on who was there first.
 */
async function openChat(
  page: IJupyterLabPageFixture,
  folder: string,
  isInSidePanel = false
): Promise<Chat> {
  const path = `${folder}/one.chat`;
  await page.contents.uploadContent('{}', 'text', path);
  await page.evaluate(
    args => window.jupyterapp.commands.execute('jupyterlab-chat:open', args),
    { filepath: path, inSidePanel: isInSidePanel }
  );
  return new Chat({ page, path, isInSidePanel });
}

import { askWhatGoesOn } from '../asked-for';
import { Chat } from '../chat';
import { expect, test } from '../fixtures';

test('the Running panel lists the answers, goes to their chat and stops them', async ({
  chat,
  sideChat,
  model
}) => {
  const { page } = chat;
  const item = (text: string) =>
    page.locator('.jp-StopStream-running', { hasText: text });
  await sideChat.choose('Second');
  await sideChat.ask('rate=50 length=6000 second');
  await model.waitFor(() => true, 0);
  await chat.ask('rate=50 length=6000 first');
  await chat.waitForToken(20);
  await page.sidebar.openTab('jp-running-sessions');
  await expect(item('Streamer in main')).toBeVisible();
  await expect(item('Second in side')).toBeVisible();

  await item('Second in side').locator('.jp-RunningSessions-itemLabel').click();
  await expect(sideChat.input).toBeVisible();
  await page.sidebar.openTab('jp-running-sessions');
  await item('Streamer in main').hover();
  await item('Streamer in main')
    .locator('.jp-RunningSessions-itemShutdown')
    .click();
  await model.letGo(1);
  await expect(item('Streamer in main')).toHaveCount(0);
  await expect(chat.label).toContainText('Stopped early');
  await expect(item('Second in side')).toBeVisible();

  await page.getByRole('button', { name: 'Stop All' }).click();
  await page.locator('.jp-Dialog .jp-mod-accept').click();
  await model.letGo(0);
  await expect(item('Second in side')).toHaveCount(0);
});

test('an answer in a chat that was closed is listed, and stopped without a cut', async ({
  chat,
  model
}) => {
  const { page } = chat;
  await chat.ask('rate=50 length=6000');
  await chat.waitForToken(20);
  await chat.close();
  await page.sidebar.openTab('jp-running-sessions');
  const item = page.locator('.jp-StopStream-running');
  await expect(item).toContainText('Streamer in main');
  await item.hover();
  await item.locator('.jp-RunningSessions-itemShutdown').click();
  await model.letGo();
  const reply = await chat.waitForStatus('interrupted');
  expect(reply.metadata?.stop_stream?.unseen).toBeUndefined();
});

test('an answer in a chat that this page never opened is named, and leads there', async ({
  chat,
  model
}) => {
  const { page } = chat;
  await chat.ask('rate=50 length=6000');
  await chat.waitForToken(20);
  await page.evaluate(() => window.location.replace('about:blank'));
  await page.waitForURL('about:blank');
  await askWhatGoesOn(page.request);
  // Without what the workspace had open.
  await page.goto('?reset');
  await page.waitForURL(url => !url.search.includes('reset'));
  await page.evaluate(() => window.jupyterapp.restored);
  await page.sidebar.openTab('jp-running-sessions');
  const item = page.locator('.jp-StopStream-running');
  await expect(item).toContainText('Streamer in main');
  await expect(chat.input).toHaveCount(0);
  await item.locator('.jp-RunningSessions-itemLabel').click();
  await expect(chat.stopButton).toBeVisible();
  await chat.stop();
  await model.letGo();
  await expect(chat.label).toContainText('Stopped early');
});

for (const isInSidePanel of [false, true]) {
  const place = isInSidePanel ? 'side panel' : 'main area';
  test(`an answer in a chat of the ${place} goes by the new name of its file`, async ({
    page,
    model,
    tmpPath
  }) => {
    const path = `${tmpPath}/before.chat`;
    const chat = new Chat({ page, path, isInSidePanel });
    await chat.create();
    await chat.ask('rate=50 length=6000');
    await chat.waitForToken(20);
    await page.contents.renameFile(path, `${tmpPath}/after.chat`);
    await page.sidebar.openTab('jp-running-sessions');
    const item = page.locator('.jp-StopStream-running');
    await expect(item).toContainText('Streamer in after');
    await item.locator('.jp-RunningSessions-itemLabel').click();
    await expect(chat.stopButton).toBeVisible();
    await expect(chat.stopButton).toHaveCount(1);
    await expect(page.locator('.jp-Dialog')).toHaveCount(0);
    await chat.stop();
    await model.letGo();
    await expect(chat.label).toContainText('Stopped early');
  });
}

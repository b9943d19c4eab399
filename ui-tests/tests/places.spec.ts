import type { IJupyterLabPageFixture } from '@jupyterlab/galata';

import { Chat } from '../chat';
import { expect, test } from '../fixtures';

const LONG = 'rate=50 length=6000';

/**
 * Open a chat in the main area, to the right of what is there. One that is open stays where it is.
 */
async function openBeside(
  page: IJupyterLabPageFixture,
  path: string
): Promise<Chat> {
  const id = await page.evaluate(async path => {
    const widget = await window.jupyterapp.commands.execute('docmanager:open', {
      path,
      factory: 'Chat',
      options: { mode: 'split-right' }
    });
    return widget.id as string;
  }, path);
  return new Chat({ page, path, within: `[id="${id}"]` }).open();
}

/**
 * Move the chat that is shown in an area to the other one, as the button in its toolbar does.
 */
async function move(chat: Chat, to: 'main' | 'sidebar'): Promise<Chat> {
  const { page, path } = chat;
  await page.evaluate(
    area =>
      window.jupyterapp.commands.execute('jupyterlab-chat:moveChat', { area }),
    to === 'main' ? 'sidebar' : 'main'
  );
  const moved = new Chat({ page, path, isInSidePanel: to === 'sidebar' });
  await expect(moved.input).toBeVisible();
  return moved;
}

test('of two chats of the side panel each has its own button, draft and stop', async ({
  sideChat,
  model,
  tmpPath
}) => {
  const { page } = sideChat;
  await sideChat.ask('rate=50 length=4000');
  await sideChat.waitForToken(10);
  const other = await new Chat({
    page,
    path: `${tmpPath}/other.chat`,
    isInSidePanel: true
  }).create();
  await expect(other.messages).toHaveCount(0);
  await expect(other.stopButton).toHaveCount(0);
  await other.ask(LONG);
  await other.waitForToken(10);
  await other.input.fill('A draft.');
  await other.stop();
  await model.letGo(1);
  await expect(other.label).toContainText('Stopped early');
  await expect(other.stopButton).toHaveCount(0);

  await sideChat.open();
  await expect(sideChat.stopButton).toBeVisible();
  await expect(sideChat.label).toHaveCount(0);
  await expect(sideChat.input).toHaveValue('');
  const { text } = await model.finish(0);
  expect((await sideChat.waitForStatus('complete')).body).toBe(text);

  await other.open();
  await expect(other.label).toContainText('Stopped early');
  await expect(other.input).toHaveValue('A draft.');
});

test('of two chats side by side each has its own button, draft, menu and stop', async ({
  chat,
  model,
  tmpPath
}) => {
  const { page } = chat;
  const path = `${tmpPath}/right.chat`;
  await page.contents.uploadContent('{}', 'text', path);
  const right = await openBeside(page, path);
  const left = await openBeside(page, chat.path);
  await left.ask('rate=20 length=4000 first');
  await model.waitFor(({ produced }) => produced > 5, 0);
  await left.choose('Second');
  await left.ask('rate=20 length=4000 second');
  await model.waitFor(({ produced }) => produced > 5, 1);
  await expect(right.stopButton).toHaveCount(0);
  await right.ask('rate=20 length=4000 third');
  await model.waitFor(({ produced }) => produced > 5, 2);

  await expect(left.stopButton).toHaveAttribute('title', 'Stop my 2 answers');
  await expect(left.moreButton).toBeVisible();
  await expect(right.stopButton).toHaveAttribute('title', 'Stop the answer');
  await expect(right.moreButton).toHaveCount(0);
  await left.input.fill('A draft.');
  await expect(left.sendButton).toBeVisible();
  await expect(right.sendButton).toBeHidden();

  await left.moreButton.click();
  await left.menu.getByRole('menuitem', { name: /^Stop Second/ }).click();
  await model.letGo(1);
  await expect(left.label).toHaveCount(1);
  await right.input.press('Escape');
  await model.letGo(2);
  await expect(right.label).toHaveCount(1);
  await expect(right.stopButton).toHaveCount(0);
  await expect(left.stopButton).toHaveAccessibleName('Stop the answer');
  await expect(left.input).toHaveValue('A draft.');
  const { text } = await model.finish(0);
  await expect
    .poll(async () => (await left.saved()).map(({ body }) => body))
    .toContain(text);
  await expect(left.label).toHaveCount(1);
});

for (const [to, from] of [
  ['main', 'sidebar'],
  ['sidebar', 'main']
] as const) {
  const place = to === 'main' ? 'the main area' : 'the side panel';
  test(`a chat that is moved to ${place} while it is answered is stopped there`, async ({
    chat,
    model,
    page
  }) => {
    const start = from === 'main' ? chat : await move(chat, 'sidebar');
    await start.ask(LONG);
    await start.waitForToken(10);
    const moved = await move(start, to);
    await expect(start.input).toHaveCount(0);
    await expect(moved.stopButton).toHaveCount(1);
    const { produced } = await model.waitFor(() => true);
    await moved.waitForToken(produced + 20);
    await moved.stop();
    await model.letGo();
    await expect(moved.label).toHaveText(/^Stopped early(?! by)/);
    await expect(moved.stopButton).toHaveCount(0);
    const shown = await moved.replyWords();

    const back = await move(moved, from);
    await expect(back.label).toHaveText(/^Stopped early(?! by)/);
    await expect.poll(() => back.replyWords()).toEqual(shown);
    await expect(page.locator('.jp-StopStream-stop')).toHaveCount(0);
  });
}

test('a chat that is in both places of a page is stopped in both', async ({
  chat,
  model
}) => {
  const { page, path } = chat;
  await chat.ask(LONG);
  await chat.waitForToken(10);
  const side = await new Chat({ page, path, isInSidePanel: true }).open();
  await expect(side.stopButton).toBeVisible();
  await side.input.fill('A draft.');
  await expect(side.sendButton).toBeVisible();
  await expect(chat.sendButton).toBeHidden();
  await side.waitForToken(20);
  await side.stop();
  await model.letGo();
  for (const one of [chat, side]) {
    await expect(one.label).toHaveText(/^Stopped early(?! by)/);
    await expect(one.stopButton).toHaveCount(0);
  }
  expect(await chat.replyWords()).toEqual(await side.replyWords());
  await expect(side.input).toHaveValue('A draft.');
  await expect(chat.input).toHaveValue('');
});

test('a chat in two tabs of the browser is stopped in both, and each keeps its draft', async ({
  chat,
  chatInSecondTab,
  model
}) => {
  await chat.ask(LONG);
  await expect(chatInSecondTab.stopButton).toBeVisible();
  await chat.input.fill('A draft.');
  await expect(chat.sendButton).toBeVisible();
  await expect(chatInSecondTab.sendButton).toBeHidden();
  await chatInSecondTab.waitForToken(20);
  await chatInSecondTab.stop();
  await model.letGo();
  for (const one of [chat, chatInSecondTab]) {
    await expect(one.label).toHaveText(/^Stopped early(?! by)/);
    await expect(one.stopButton).toHaveCount(0);
  }
  expect(await chat.replyWords()).toEqual(await chatInSecondTab.replyWords());
  await expect(chat.input).toHaveValue('A draft.');
  await expect(chatInSecondTab.input).toHaveValue('');
});

for (const isInSidePanel of [false, true]) {
  const place = isInSidePanel ? 'side panel' : 'main area';
  test(`a chat in the ${place} that is renamed while it is answered is stopped under its new name`, async ({
    page,
    model,
    tmpPath
  }) => {
    const chat = await new Chat({
      page,
      path: `${tmpPath}/before.chat`,
      isInSidePanel
    }).create();
    await chat.ask(LONG);
    await chat.waitForToken(10);
    const renamed = new Chat({
      page,
      path: `${tmpPath}/after.chat`,
      isInSidePanel
    });
    await page.contents.renameFile(chat.path, renamed.path);
    // The page itself has the new name.
    await expect(
      page.getByText(isInSidePanel ? /\/after$/i : 'after.chat').first()
    ).toBeVisible();
    const { produced } = await model.waitFor(() => true);
    await renamed.waitForToken(produced + 20);
    await expect(renamed.stopButton).toHaveCount(1);
    await renamed.stop();
    await model.letGo();
    await expect(renamed.label).toContainText('Stopped early');
    await expect(renamed.stopButton).toHaveCount(0);
    const { body } = await renamed.waitForStatus('interrupted');
    const shown = await renamed.replyWords();
    await renamed.reload();
    await expect(renamed.label).toContainText('Stopped early');
    expect(await renamed.replyWords()).toEqual(shown);
    expect(body).toContain('w20');
  });
}

import { expect, test } from '../fixtures';
import { run } from '../palette';

test('the palette stops the answer in the current chat, and asks again', async ({
  chat,
  model
}) => {
  const { page } = chat;
  await chat.ask('rate=50 length=6000');
  await chat.waitForToken(20);
  await run(page, 'Stop the Answer');
  await model.letGo();
  await expect(chat.label).toContainText('Stopped early');
  await run(page, 'Regenerate the Answer');
  await model.waitFor(() => true, 1);
  await run(page, 'Stop All Answers');
  await model.letGo(1);
});

test('the interrupt of the Kernel menu stops the answer of a chat', async ({
  chat,
  model
}) => {
  await chat.ask('rate=50 length=6000');
  await chat.waitForToken(20);
  await chat.input.focus();
  await chat.page.menu.clickMenuItem('Kernel>Stop the Answer');
  await model.letGo();
  await expect(chat.label).toContainText('Stopped early');
});

test('another extension stops the one answer that it names, in a chat that is not the current one', async ({
  chat,
  sideChat,
  model
}) => {
  const { page } = chat;
  await sideChat.choose('Second');
  await sideChat.ask('rate=50 length=6000 named');
  await model.waitFor(() => true, 0);
  await chat.ask('rate=50 length=4000 not named');
  await model.waitFor(() => true, 1);
  await chat.input.focus();
  const response = await page.request.get('/api/stop-stream/generations');
  const { generations } = await response.json();
  expect(generations).toHaveLength(2);
  const args = {
    chatId: generations[0].chat_id,
    generationIds: [generations[0].generation_id]
  };
  await page.evaluate(async args => {
    await window.jupyterapp.commands.execute('jupyter-stop-stream:stop', args);
  }, args);
  await model.letGo(0);
  await expect(sideChat.label).toContainText('Stopped early');
  await model.finish(1);
  await expect(chat.label).toHaveCount(0);
});

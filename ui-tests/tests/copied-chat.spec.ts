import { Chat } from '../chat';
import { expect, test } from '../fixtures';

test('a copy of a chat file neither shows nor stops the answer in the original', async ({
  chat,
  tmpPath,
  model
}) => {
  const { page } = chat;
  await chat.ask('rate=200 length=20');
  await chat.waitForStatus('complete');
  const path = `${tmpPath}/copy.chat`;
  const file = await page.request.get(`/api/contents/${chat.path}`);
  await page.contents.uploadContent((await file.json()).content, 'text', path);
  const copy = await new Chat({ page, path, isInSidePanel: true }).open();
  await expect(copy.messages).toHaveCount(2);

  await chat.ask('rate=20 length=4000');
  await expect(chat.stopButton).toBeVisible();
  await chat.waitForToken(20);
  await expect(copy.sendButton).toBeVisible();
  await expect(copy.stopButton).toHaveCount(0);
  await copy.input.focus();
  await page.keyboard.press('Control+Escape');
  await chat.waitForToken(60);

  await chat.stop();
  await model.letGo(1);
  await expect(chat.label).toHaveCount(1);
  await expect(copy.label).toHaveCount(0);
  await expect(copy.messages).toHaveCount(2);
});

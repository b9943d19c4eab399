import { words } from '../chat';
import { expect, test } from '../fixtures';

test('an answer that ends by itself is whole and has no label', async ({
  chat,
  model
}) => {
  await chat.ask('rate=200 length=12000');
  await expect(chat.stopButton).toBeVisible();
  const { produced, text } = await model.finish();
  expect((await chat.waitForStatus('complete')).body).toBe(text);
  await chat.waitForToken(produced - 1);
  expect(await chat.replyWords()).toEqual(words(text));
  await expect(chat.stopButton).toHaveCount(0);
  await expect(chat.sendButton).toBeVisible();
  await expect(chat.label).toHaveCount(0);
});

test('the next message can be sent after an answer has ended', async ({
  chat,
  model
}) => {
  await chat.ask('rate=200 length=20');
  await model.ended();
  await expect(chat.stopButton).toHaveCount(0);
  await chat.input.fill('rate=200 length=30');
  await chat.input.press('Enter');
  const { text } = await model.ended(1);
  await chat.waitForToken(29);
  expect((await chat.waitForStatus('complete')).body).toBe(text);
});

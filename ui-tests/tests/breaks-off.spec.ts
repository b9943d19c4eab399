import { expect, test } from '../fixtures';

test('an answer that the model breaks off keeps what was written, says why, and can be asked for again', async ({
  chat,
  model
}) => {
  await chat.ask('rate=50 length=4000 break_at=3000');
  await expect(chat.stopButton).toBeVisible();
  await chat.waitForToken(20);
  const { text } = await model.finish();
  await expect(chat.label).toContainText('Broke off. Connection error.');
  await expect(chat.stopButton).toHaveCount(0);
  await expect(chat.sendButton).toBeVisible();
  await chat.waitForStatus('error');
  const [, reply] = await chat.saved();
  expect(reply?.body).toBe(text);

  await chat.regenerateButton.click();
  await model.finish(1);
  await expect(chat.label).toHaveCount(2);
});

test('a prompt that the model refuses says why, and can be edited', async ({
  chat
}) => {
  await chat.ask('rate=often');
  await expect(chat.label).toContainText('Broke off. Error code: 400');
  await expect(chat.stopButton).toHaveCount(0);
  await chat.editButton.click();
  await expect(chat.input).toHaveValue('rate=often');
});

import { expect, test } from '../fixtures';

test('a prompt that waits for its turn is stopped with the one before it', async ({
  chat,
  model
}) => {
  await chat.ask('rate=50 length=400');
  await chat.waitForToken(10);
  await chat.ask('rate=50 length=200 next');
  await expect(chat.messages).toHaveCount(3);
  await chat.stop();
  await model.letGo();
  await expect(chat.label).toHaveCount(2);
  await model.tellSomebodyElse('rate=50 length=50');
  expect(await model.completions()).toHaveLength(2);
  await expect(chat.messages).toHaveCount(3);
  await expect(chat.stopButton).toHaveCount(0);
});

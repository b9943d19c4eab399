import { expect, test } from '../fixtures';

test('a stopped answer is given again, and whole', async ({ chat, model }) => {
  await chat.ask('rate=50 length=4000');
  await chat.waitForToken(50);
  await chat.stop();
  await model.letGo();
  await expect(chat.label).toContainText('Stopped early');
  const before = await chat.saved();

  await chat.regenerateButton.click();
  await model.waitFor(({ produced }) => produced > 60, 1);
  const { text } = await model.finish(1);
  const reply = await chat.waitForStatus('complete');
  expect(reply.body).toBe(text);
  expect(reply.metadata?.stop_stream?.prompt_id).toBe(before[0]?.id);
  const prompts = (await chat.saved()).filter(
    message => message.sender === before[0]?.sender
  );
  expect(prompts).toHaveLength(1);
});

test('an answer that is given again can be stopped again', async ({
  chat,
  model
}) => {
  await chat.ask('rate=50 length=4000');
  await chat.waitForToken(20);
  await chat.stop();
  await model.letGo();
  await chat.regenerateButton.click();
  await model.waitFor(completion => completion.produced > 20, 1);
  await chat.stop();
  const completion = await model.letGo(1);
  expect(completion.produced).toBeLessThan(completion.length);
  await chat.waitForStatus('interrupted');
  await expect(chat.stopButton).toHaveCount(0);
});

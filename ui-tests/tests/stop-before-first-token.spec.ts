import { expect, test } from '../fixtures';
import { sawStop } from '../stops-seen';

test('a prompt stopped before the first token gets no reply later', async ({
  chat,
  model
}) => {
  await chat.ask('first_token_s=12 length=50');
  await model.waitFor(completion => completion.produced === 0);
  await chat.stop();
  expect((await model.letGo()).produced).toBe(0);
  await expect(chat.label).toContainText('Stopped early');
  await expect(chat.sendButton).toBeVisible();

  await model.tellSomebodyElse('first_token_s=13 length=1');
  await expect(chat.messages).toHaveCount(1);
  expect(await chat.saved()).toHaveLength(1);
  await chat.waitForStatus('interrupted');

  await chat.reload();
  await expect(chat.label).toContainText('Stopped early');
  await expect(chat.messages).toHaveCount(1);
});

test('a prompt stopped before the first token can be asked again', async ({
  chat,
  model
}) => {
  await chat.ask('first_token_s=12 rate=200 length=50');
  await model.waitFor(completion => completion.produced === 0);
  await chat.stop();
  await model.letGo();
  await chat.regenerateButton.click();
  const { text } = await model.ended(1);
  expect((await chat.waitForStatus('complete')).body).toBe(text);
  await chat.waitForToken(49);
  await expect(chat.messages).toHaveCount(2);
  await expect(chat.label).toHaveCount(0);
});

test('the model is let go at once, twenty seconds before its first token', async ({
  chat,
  model
}) => {
  await chat.ask('first_token_s=20');
  const { started_at } = await model.waitFor(({ produced }) => produced === 0);
  await chat.stop();
  const completion = await model.letGo();
  const { let_go_at, produced } = completion;
  expect(produced).toBe(0);
  expect((let_go_at ?? Infinity) - started_at).toBeLessThan(20);
  const prompt = await chat.waitForStatus('interrupted');
  expect(prompt.metadata?.stop_stream?.receipt).toBe('cancelled');
  sawStop({
    row: 'jupyter-ai',
    situation: 'before the first token',
    receipt: 'cancelled',
    let_go_ms: await chat.untilLetGo(completion)
  });
});

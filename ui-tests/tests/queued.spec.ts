import { attach } from '../attach';
import { expect, test } from '../fixtures';

test('prompts that a stop dropped while they waited are sent again, all of them and in their order', async ({
  chat,
  model
}) => {
  await chat.ask('rate=50 length=4000');
  await chat.waitForToken(10);
  await chat.ask('rate=200 length=20 next');
  await chat.ask('rate=200 length=20 last');
  await expect(chat.waiting).toHaveCount(2);
  await chat.stop();
  await model.letGo();
  await expect(chat.label).toHaveCount(3);
  await expect(chat.waiting).toHaveCount(0);
  await model.tellSomebodyElse('rate=50 length=50');
  expect(await model.completions()).toHaveLength(2);
  await expect(chat.messages).toHaveCount(4);
  await expect(chat.stopButton).toHaveCount(0);

  const dropped = chat.label.filter({ hasText: 'Not sent to Streamer' });
  await expect(dropped).toHaveCount(2);
  await dropped.getByRole('button', { name: 'Send all again' }).click();
  await model.ended(3);
  await expect(chat.messages).toHaveCount(6);
  await expect(dropped).toHaveCount(0);
  const saved = await chat.saved();
  const prompts = ['next', 'last'].map(
    word => saved.find(({ body }) => body.endsWith(word))?.id
  );
  const answered = saved.map(one => one.metadata?.stop_stream?.prompt_id);
  expect(answered.slice(-2)).toEqual(prompts);
});

test('a prompt that waits shows its place, is sent first, and is taken back with its attachment', async ({
  chat,
  model,
  tmpPath
}) => {
  await chat.page.contents.uploadContent('1,2', 'text', `${tmpPath}/data.csv`);
  await chat.ask('rate=20 length=4000');
  await chat.waitForToken(10);
  await attach(chat, 'data.csv', tmpPath);
  await chat.ask('rate=20 length=4000 second');
  await chat.ask('rate=20 length=4000 third');
  await expect(chat.waiting).toHaveText([
    /^Waiting for Streamer \(next\)/,
    /^Waiting for Streamer \(2nd\)/
  ]);

  const [second, third] = [chat.waiting.first(), chat.waiting.last()];
  await third.getByRole('button', { name: 'Send first' }).click();
  await expect(second).toContainText('(2nd)');
  await expect(third).toContainText('(next)');
  await expect(chat.spoken).toHaveText('Waiting for Streamer (next)');

  await second.getByRole('button', { name: 'Take back' }).click();
  await expect(chat.input).toHaveValue('rate=20 length=4000 second');
  await expect(chat.input).toBeFocused();
  const attached = chat.area.locator(
    '.jp-chat-input-container .jp-chat-attachment'
  );
  await expect(attached).toContainText('data.csv');
  await expect(chat.messages).toHaveCount(3);
  await expect(chat.waiting).toHaveCount(1);
  const takeBack = chat.waiting.getByRole('button', { name: 'Take back' });
  await expect(takeBack).toHaveAttribute('aria-disabled', 'true');
  const left = (await chat.saved()).filter(one => one.body.startsWith('rate'));
  expect(left.map(({ body }) => body)).toEqual([
    'rate=20 length=4000',
    'rate=20 length=4000 third'
  ]);

  await chat.waiting.getByRole('button', { name: 'Stop' }).click();
  await expect(chat.label).toContainText('Not sent to Streamer');
  expect(await model.completions()).toHaveLength(1);
  await expect(chat.stopButton).toBeVisible();
  await chat.stop();
});

test('a button below an answer that grows gets the press in whose middle it moves', async ({
  chat,
  page
}) => {
  await chat.ask('rate=1 length=4000');
  await chat.waitForToken(1);
  await chat.ask('second');
  await chat.ask('third');
  const [second, third] = [chat.waiting.first(), chat.waiting.last()];
  await expect(third).toContainText('(2nd)');

  await third.getByRole('button', { name: 'Send first' }).hover();
  await page.mouse.down();
  await chat.messages
    .first()
    .evaluate(message => (message.style.paddingTop = '60px'));
  await page.mouse.up();
  await expect(third).toContainText('(next)');
  await expect(chat.spoken).toHaveText('Waiting for Streamer (next)');

  // Whoever draws the pointer off has changed their mind.
  await third.getByRole('button', { name: 'Stop' }).hover();
  await page.mouse.down();
  await chat.input.hover();
  await page.mouse.up();
  await second.getByRole('button', { name: 'Stop' }).click();
  await expect(chat.label).toHaveCount(1);
  await expect(chat.waiting).toHaveCount(1);
  await expect(chat.waiting).toContainText('(next)');
  await chat.stop();
});

import { words } from '../chat';
import { expect, test } from '../fixtures';
import { sawStop } from '../stops-seen';
import { stopWithTail } from '../tail';

test('an answer stopped midway stays as it was at the click, for good', async ({
  chat,
  model
}) => {
  await chat.ask('rate=50 length=4000');
  await chat.waitForToken(100);
  await chat.stop();
  await expect(chat.label).toContainText('Stopped early');
  await expect(chat.stopButton).toHaveCount(0);
  await expect(chat.sendButton).toBeVisible();

  const { textAtClick } = await chat.recording();
  const shown = await chat.replyWords();
  expect(shown).toEqual(words(textAtClick));

  await model.tellSomebodyElse('rate=50 length=100');
  expect(await chat.replyWords()).toEqual(shown);

  const reply = await chat.waitForStatus('interrupted');
  expect(words(reply.body)).toEqual(shown);

  await chat.reload();
  await expect(chat.label).toContainText('Stopped early');
  await expect.poll(() => chat.replyWords()).toEqual(shown);
  expect((await chat.saved()).at(-1)).toEqual(reply);
});

test('the model is let go when an answer is stopped midway', async ({
  chat,
  model
}) => {
  await chat.ask('rate=50 length=4000');
  await chat.waitForToken(100);
  await chat.stop();
  const completion = await model.letGo();
  const { clickedAt } = await chat.recording();
  const after = completion.produced_at.filter(
    at => at * 1000 > (clickedAt ?? 0)
  );
  expect(completion.produced).toBeLessThan(completion.length);
  expect(after.length).toBeLessThan(50);
});

test('a stopped answer says so in the chat file, with the tail that was cut', async ({
  chat,
  model
}) => {
  await chat.ask('rate=50 length=4000');
  await chat.waitForToken(50);
  await chat.stop();
  const reply = await chat.waitForStatus('interrupted');
  const mark = reply.metadata?.stop_stream;
  const completion = await model.letGo();
  const told = reply.body + (mark?.unseen ?? '');
  expect(mark?.prompt_id).toBe((await chat.saved())[0]?.id);
  expect(mark?.receipt).toBe('cancelled');
  expect(completion.text.startsWith(told)).toBe(true);
  sawStop({
    row: 'jupyter-ai',
    situation: 'midway',
    receipt: 'cancelled',
    let_go_ms: await chat.untilLetGo(completion)
  });
});

test('the tail that was cut is shown when it is asked for', async ({
  chat,
  model
}) => {
  await stopWithTail(chat);
  const reply = await chat.waitForStatus('interrupted');
  const unseen = reply.metadata?.stop_stream?.unseen ?? '';
  await model.letGo();
  expect(words(unseen).length).toBeGreaterThan(20);
  await expect.poll(() => chat.replyWords()).toEqual(words(reply.body));
  await chat.showRestButton.click();
  await expect
    .poll(() => chat.replyWords())
    .toEqual(words(reply.body + unseen));
  await chat.showRestButton.click();
  await expect.poll(() => chat.replyWords()).toEqual(words(reply.body));
});

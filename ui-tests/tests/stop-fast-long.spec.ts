import { words } from '../chat';
import { expect, test } from '../fixtures';

/**
 * Tokens that may be on their way from a render that has begun to the screen at the click.
 */
const BEING_PAINTED = 60;

test('a fast long answer stays as it was at the click', async ({
  chat,
  model
}) => {
  await chat.ask('rate=400 length=6000');
  await model.waitFor(completion => completion.produced > 3000);
  await chat.stop();
  const completion = await model.letGo();
  expect(completion.produced).toBeLessThan(completion.length);
  await expect(chat.label).toContainText('Stopped early');
  const { textAtClick } = await chat.recording();
  const shown = await chat.replyWords();
  const atClick = words(textAtClick);
  expect(shown.slice(0, atClick.length)).toEqual(atClick);
  expect(shown.length - atClick.length).toBeLessThan(BEING_PAINTED);

  await model.tellSomebodyElse('rate=400 length=800');
  expect(await chat.replyWords()).toEqual(shown);
  const reply = await chat.waitForStatus('interrupted');
  expect(words(reply.body)).toEqual(shown);

  await chat.reload();
  await expect(chat.label).toContainText('Stopped early');
  expect(await chat.replyWords()).toEqual(shown);
});

test('a fast long answer that nobody stops loses nothing', async ({
  chat,
  model
}) => {
  await chat.ask('rate=400 length=6000');
  const { text, produced } = await model.ended();
  expect(produced).toBe(6000);
  expect((await chat.waitForStatus('complete')).body).toBe(text);
  await chat.waitForToken(5999);
  expect(await chat.replyWords()).toEqual(words(text));
});

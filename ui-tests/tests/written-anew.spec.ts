import { keepBack } from '../connections';
import { expect, test } from '../fixtures';

const SEEN = 'I think about it.';
const NEWER = 'The answer is forty-two.';

test('what was seen of an answer that is written anew stays, and the newer text is the rest', async ({
  chat
}) => {
  const letThrough = await keepBack(chat.page, /api\/chat\/ws/, NEWER);
  await chat.reload();
  await chat.choose('Thinker');
  await chat.ask('What is it?');
  await expect(chat.reply).toContainText(SEEN);
  // The server has the newer text already, and it is on its way.
  await expect.poll(async () => (await chat.saved()).at(-1)?.body).toBe(NEWER);
  await chat.stop();
  letThrough();
  const reply = await chat.waitForStatus('interrupted');
  expect(reply.body).toBe(SEEN);
  expect(reply.metadata?.stop_stream?.unseen).toBe(NEWER);
  await expect(chat.label).toContainText('Stopped early');
  await expect(chat.reply).toContainText(SEEN);
  await expect(chat.reply).not.toContainText(NEWER);

  await chat.showRestButton.click();
  await expect(chat.reply).toContainText(NEWER);
  await expect(chat.reply).not.toContainText(SEEN);
  await chat.showRestButton.click();
  await expect(chat.reply).toContainText(SEEN);
  await expect(chat.reply).not.toContainText(NEWER);
});

import { words } from '../chat';
import { expect, test } from '../fixtures';

test('stopping one chat leaves another answering to its end', async ({
  chat,
  sideChat,
  model
}) => {
  await sideChat.choose('Second');
  await sideChat.ask('rate=50 length=300');
  await model.waitFor(() => true, 0);
  await chat.ask('rate=50 length=400');
  await chat.waitForToken(50);
  await expect(sideChat.stopButton).toBeVisible();
  await chat.stop();
  const stopped = await model.letGo(1);
  await expect(chat.label).toContainText('Stopped early');
  const shown = await chat.replyWords();

  const { text } = await model.ended(0);
  expect(stopped.produced).toBeLessThan(stopped.length);
  const reply = await sideChat.waitForStatus('complete');
  expect(reply.body).toBe(text);
  expect(reply.sender).toContain('Second');
  await sideChat.waitForToken(299);
  expect(await sideChat.replyWords()).toEqual(words(text));
  await expect(sideChat.label).toHaveCount(0);
  expect(await chat.replyWords()).toEqual(shown);
});

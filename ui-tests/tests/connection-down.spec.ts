import { words } from '../chat';
import { Ways } from '../connections';
import { expect, test } from '../fixtures';

test('a stop without a connection freezes at once, says so, and is sent when there is one', async ({
  chat,
  model
}) => {
  const ways = await new Ways(chat.page).watch();
  await chat.reload();
  await chat.ask('rate=50 length=6000');
  await chat.waitForToken(30);
  await expect(chat.stopButton).toBeVisible();

  ways.cut();
  await chat.stop();
  await expect(chat.note).toContainText('The server cannot be reached.');
  await expect(chat.stopButton).toHaveAttribute(
    'title',
    'Stopping… Press again to force it'
  );
  const { textAtClick } = await chat.recording();
  const shown = await chat.replyWords();
  expect(shown.length - words(textAtClick).length).toBeLessThan(10);
  const { produced } = await model.waitFor(({ produced }) => produced > 60);
  await model.waitFor(completion => completion.produced > produced + 100);
  expect(await chat.replyWords()).toEqual(shown);

  ways.restore();
  const completion = await model.letGo();
  expect(completion.produced).toBeLessThan(completion.length);
  await expect(chat.label).toContainText('Stopped early');
  await expect(chat.stopButton).toHaveCount(0);
  await expect(chat.note).toBeHidden();
  expect(await chat.replyWords()).toEqual(shown);
});

import { words } from '../chat';
import { expect, test } from '../fixtures';
import { slowDown } from '../slow-renderer';

test('nothing is painted after the click that a slow renderer had begun before it', async ({
  chat,
  model
}) => {
  await slowDown(chat.page, 1000);
  await chat.ask('rate=50 length=4000');
  await chat.waitForToken(100);
  await chat.stop();
  await model.letGo();
  await expect(chat.label).toContainText('Stopped early');
  const reply = await chat.waitForStatus('interrupted');
  // All that had begun is through, and the newest has taken its place.
  await chat.page.waitForFunction(
    () =>
      ![...document.querySelectorAll('.jp-chat-rendered-message')].some(node =>
        Object.prototype.hasOwnProperty.call(node, 'replaceChildren')
      )
  );

  const { clickedAt, lengths, textAtClick } = await chat.recording();
  const after = lengths.filter(([at]) => at >= (clickedAt ?? 0));
  const grown = after.filter(([, length]) => length > textAtClick.length);
  expect(grown).toEqual([]);
  expect(words(textAtClick).length).toBeGreaterThan(99);
  expect(await chat.replyWords()).toEqual(words(textAtClick));
  expect(words(reply.body)).toEqual(words(textAtClick));

  await chat.showRestButton.click();
  await expect(chat.reply).toContainText(
    words(reply.metadata?.stop_stream?.unseen ?? '').at(-1) ?? '?'
  );
});

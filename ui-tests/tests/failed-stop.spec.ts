import { expect, test } from '../fixtures';
import { refuseStops } from '../refused-stops';

test('a stop that is refused says so, and the answer goes on', async ({
  chat,
  model
}) => {
  const allow = await refuseStops(chat.page);
  await chat.reload();

  await chat.ask('rate=50 length=6000');
  await chat.waitForToken(20);
  await chat.stop();
  const notice = chat.notice(
    'not stopped. Somebody else has asked for what is being written.'
  );
  await expect(notice).toBeVisible();
  const { produced } = await model.waitFor(({ ended_at }) => ended_at === null);
  await chat.waitForToken(produced + 20);
  await expect(chat.label).toHaveCount(0);

  await chat.hide(notice);
  allow();
  await chat.stop();
  await model.letGo();
  await expect(chat.label).toContainText('Stopped early');
});

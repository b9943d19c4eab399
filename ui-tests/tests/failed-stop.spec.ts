import { expect, test } from '../fixtures';

test('a stop that is refused says so, and the answer goes on', async ({
  chat,
  model
}) => {
  let isRefusing = true;
  await chat.page.routeWebSocket(/api\/stop-stream\/ws/, page => {
    const server = page.connectToServer();
    page.onMessage(message => {
      const frame = JSON.parse(String(message));
      if (frame.type !== 'stop' || !isRefusing) {
        server.send(message);
        return;
      }
      page.send(
        JSON.stringify({
          type: 'reply',
          request_id: frame.request_id,
          status: 'refused',
          generation_ids: [],
          error: { code: 'not_allowed', text: 'Somebody forbade it.' }
        })
      );
    });
  });
  await chat.reload();

  await chat.ask('rate=50 length=1500');
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
  isRefusing = false;
  await chat.stop();
  await model.letGo();
  await expect(chat.label).toContainText('Stopped early');
});

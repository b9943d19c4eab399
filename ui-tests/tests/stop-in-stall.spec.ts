import { words } from '../chat';
import { expect, test } from '../fixtures';
import { sawStop } from '../stops-seen';

test('a model that has fallen silent is let go', async ({ chat, model }) => {
  await chat.ask('rate=100 length=4000 stall_at=60');
  await chat.waitForToken(59);
  await chat.stop();
  const completion = await model.letGo();
  expect(completion.produced).toBe(60);
  await expect(chat.label).toContainText('Stopped early');
  expect(await chat.replyWords()).toEqual(words(completion.text));
  const reply = await chat.waitForStatus('interrupted');
  expect(words(reply.body)).toEqual(words(completion.text));
  expect(reply.metadata?.stop_stream?.receipt).toBe('cancelled');
  sawStop({
    row: 'jupyter-ai',
    situation: 'in a stall',
    receipt: 'cancelled',
    let_go_ms: await chat.untilLetGo(completion)
  });
});

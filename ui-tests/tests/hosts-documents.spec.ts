import { expect, test } from '../fixtures';
import { stopThree } from '../three-stops';

test('with jupyter-server-documents a stop lets the model go at each time, and nothing is there twice', async ({
  chat,
  model
}) => {
  const provider = await chat.page.evaluate(() => {
    const element = document.getElementById('jupyter-config-data');
    return JSON.parse(element?.textContent ?? '{}').serverSessionRtcInfo;
  });
  expect(provider.provider).toBe('jupyter_server_documents');
  await stopThree(chat, model, 'server-documents');

  // One prompt and no reply, then twice a prompt and its reply.
  await expect(chat.messages).toHaveCount(5);
  const saved = await chat.saved();
  expect(new Set(saved.map(({ id }) => id)).size).toBe(5);
  expect(saved).toHaveLength(5);
  expect(await model.completions()).toHaveLength(3);
});

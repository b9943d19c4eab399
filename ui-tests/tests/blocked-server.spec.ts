import { unlinkSync, writeFileSync } from 'fs';

import { expect, test } from '../fixtures';

test('a stop freezes the text while the server is blocked, says so, and is carried out after it', async ({
  chat,
  model
}) => {
  // The server answers nobody who would put a file there.
  const block = test.info().outputPath('block');
  await chat.choose('Blocker');
  await chat.ask(`rate=50 length=6000 ${block}`);
  await chat.waitForToken(20);
  await expect(chat.stopButton).toBeVisible();
  writeFileSync(block, '');
  await expect(async () => {
    const answer = chat.page.request.get('/api/status', { timeout: 1500 });
    await expect(answer).rejects.toThrow('imeout');
  }).toPass();

  await chat.stop();
  const shown = await chat.replyWords();
  await expect(chat.note).toContainText('The server does not answer.');
  expect((await model.completions())[0]?.let_go_at).toBeNull();
  unlinkSync(block);

  const completion = await model.letGo();
  expect(completion.produced).toBeLessThan(completion.length);
  await expect(chat.label).toContainText('Stopped early');
  await expect(chat.stopButton).toHaveCount(0);
  await expect(chat.note).toBeHidden();
  expect(await chat.replyWords()).toEqual(shown);
});

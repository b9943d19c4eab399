import { expect, test } from '../fixtures';

test('an answer in the middle of which the server was killed says that it broke off', async ({
  chat,
  model,
  tmpPath
}) => {
  const end = `${tmpPath}/end`;
  await chat.choose('Mortal');
  await chat.ask(`rate=50 length=4000 ${end}`);
  await chat.waitForToken(20);
  await chat.page.request
    .put(`api/contents/${end}`, {
      data: { type: 'file', format: 'text', content: '' }
    })
    // The server may be gone before it has answered.
    .catch(() => undefined);
  await model.letGo();
  await expect(async () => {
    const answer = await chat.page.request.get('/api/status');
    expect(answer.ok()).toBe(true);
  }).toPass({ timeout: 60_000 });

  await chat.reload();
  await expect(chat.label).toContainText('Broke off. The server stopped');
  await expect(chat.stopButton).toHaveCount(0);
  const { body } = await chat.waitForStatus('error');
  expect(body).toContain('w20');

  await chat.ask('rate=200 length=20');
  await expect(chat.stopButton).toHaveCount(0);
  await chat.waitForStatus('complete');
});

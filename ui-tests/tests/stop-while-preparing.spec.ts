import { expect, test } from '../fixtures';

test('a persona stopped while it prepares does not answer, and prepares on', async ({
  chat
}) => {
  await chat.choose('SlowPrepare');
  await chat.ask('Are you ready?');
  await chat.stop();
  await expect(chat.label).toContainText('Stopped early');
  await expect(chat.stopButton).toHaveCount(0);
  await chat.waitForStatus('interrupted');

  await chat.ask('And now?');
  await expect(chat.reply).toContainText('Ready.');
  const saved = await chat.saved();
  expect(saved.map(message => message.body)).toEqual([
    'Are you ready?',
    'And now?',
    'Ready.'
  ]);
});

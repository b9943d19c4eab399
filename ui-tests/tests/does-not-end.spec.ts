import { stopsByWebSocket } from '../connections';
import { expect, test } from '../fixtures';

test('an answer that does not end is forced with the second press, and the third offers to reload', async ({
  chat
}) => {
  const stops = stopsByWebSocket(chat.page);
  await chat.reload();
  await chat.choose('Stubborn');
  await chat.ask('stubborn_s=120');
  await expect(chat.reply).toContainText('I go on.');
  await chat.stop();
  await expect(chat.stopButton).toHaveAttribute(
    'title',
    'Stopping… Press again to force it'
  );
  await chat.stopButton.click();
  await chat.stopButton.click();
  const offer = chat.notice('The answer does not end. Reload the persona?');
  await expect(offer).toBeVisible();
  expect(stops).toHaveLength(2);
  expect(stops[1]).toContain('generation_ids');

  await offer.getByRole('button', { name: 'Reload' }).click();
  await expect(
    chat.messages.filter({ hasText: 'Refreshed all AI personas' })
  ).toBeVisible();
  await expect(chat.label).toContainText('may still be running');

  await chat.ask('stubborn_s=0');
  await chat.waitForStatus('complete');
  await expect(chat.messages).toHaveCount(5);
});

test('a persona whose answer could not be cancelled is reloaded from the label', async ({
  chat
}) => {
  await chat.choose('Stubborn');
  await chat.ask('stubborn_s=120');
  await expect(chat.reply).toContainText('I go on.');
  await chat.stop();
  await expect(chat.label).toContainText(
    'Hidden. It could not be cancelled and may still be running.'
  );
  await expect(chat.label.getByTitle(/^Still running: /)).toBeVisible();
  await expect(chat.stopButton).toHaveCount(0);
  await chat.reloadButton.click();
  await expect(
    chat.messages.filter({ hasText: 'Refreshed all AI personas' })
  ).toBeVisible();

  await chat.ask('stubborn_s=0');
  await chat.waitForStatus('complete');
});

test('the label corrects itself when what could not be cancelled ends after all', async ({
  chat,
  tmpPath
}) => {
  const end = `${tmpPath}/end`;
  await chat.choose('Stubborn');
  await chat.ask(`stubborn_s=120 ${end}`);
  await expect(chat.reply).toContainText('I go on.');
  await chat.stop();
  await expect(chat.label).toContainText('may still be running');
  await chat.page.contents.uploadContent('', 'text', end);
  await expect(chat.label).toContainText('Stopped early');
  await expect(chat.reloadButton).toHaveCount(0);
});

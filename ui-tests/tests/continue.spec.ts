import { galata } from '@jupyterlab/galata';

import { words } from '../chat';
import { expect, test } from '../fixtures';
import { takeInThemes } from '../images';

test.use({ mockSettings: { ...galata.DEFAULT_SETTINGS } });

test('a stopped answer goes on where it ends, though the model says it again, and nothing is overwritten', async ({
  chat,
  model
}) => {
  await chat.page.sidebar.close('left');
  await chat.ask('Tell me a story, please. rate=30 length=4000');
  await chat.waitForToken(20);
  await chat.stop();
  await model.letGo();
  await expect(chat.continueButton).toBeVisible();
  await takeInThemes(chat.page, chat.label, 'label-continue');
  const [prompt, stopped] = await chat.saved();

  await chat.continueButton.focus();
  await chat.page.keyboard.press('Enter');
  // It has said all again that there was, and more.
  const { length } = words(stopped?.body ?? '');
  await model.waitFor(({ produced }) => produced > length + 30, 1);
  const { text } = await model.finish(1);
  const more = await chat.waitForStatus('complete');
  expect(more.metadata?.stop_stream?.continues).toBe(stopped?.id);
  expect(`${stopped?.body}${more.body}`).toBe(text);
  await expect(chat.messages).toHaveCount(3);
  for (const [name, width, height] of [
    ['continued-narrow', 330, 640],
    ['continued', 640, 480]
  ] as const) {
    await chat.page.setViewportSize({ width, height });
    await takeInThemes(chat.page, chat.page, name);
  }

  await chat.regenerateButton.click();
  const again = await model.finish(2);
  await expect(chat.messages).toHaveCount(4);
  await expect(chat.stopButton).toHaveCount(0);
  const saved = await chat.saved();
  expect(saved.slice(0, 3)).toEqual([prompt, stopped, more]);
  expect(saved[3]?.body).toBe(again.text);
});

test('an answer that was stopped before its first word is asked for again, and not gone on from', async ({
  chat,
  model
}) => {
  await chat.ask('first_token_s=60');
  await model.waitFor(() => true);
  await chat.stop();
  await expect(chat.regenerateButton).toHaveText('Send again');
  await expect(chat.continueButton).toHaveCount(0);
});

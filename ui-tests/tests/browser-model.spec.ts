import { words } from '../chat';
import { expect, test } from '../fixtures';
import { askPageBot } from '../page-bot';
import { sawStop } from '../stops-seen';

/**
 * Tokens that may be on their way from a render that has begun to the screen at the click.
 */
const BEING_PAINTED = 10;

function expectToStandStill(shown: string[], textAtClick: string): void {
  const atClick = words(textAtClick);
  expect(shown.slice(0, atClick.length)).toEqual(atClick);
  expect(shown.length - atClick.length).toBeLessThan(BEING_PAINTED);
}

test('an answer of a model that is asked from the page stays as it was at the click', async ({
  chat,
  model
}) => {
  await askPageBot(chat, 'rate=50 length=4000');
  await chat.waitForToken(50);
  await chat.stop();
  const completion = await model.letGo();
  await expect(chat.label).toContainText('Stopped early');
  await expect(chat.stopButton).toHaveCount(0);
  await expect(chat.sendButton).toBeVisible();

  const { textAtClick } = await chat.recording();
  expectToStandStill(await chat.replyWords(), textAtClick);
  expect(completion.produced).toBeLessThan(completion.length);
  sawStop({
    row: 'page-model',
    situation: 'midway',
    receipt: 'cancelled',
    let_go_ms: await chat.untilLetGo(completion)
  });

  await chat.regenerateButton.click();
  await chat.stopButton.waitFor();
  await model.waitFor(({ produced }) => produced > 5, 1);
  await chat.stop();
  await model.letGo(1);
  await expect(chat.messages).toHaveCount(3);
});

test('a prompt to a model of the page is stopped before the first token, and sent again', async ({
  chat,
  model
}) => {
  await askPageBot(chat, 'first_token_s=20');
  await model.waitFor(({ produced }) => produced === 0);
  await chat.stop();
  const completion = await model.letGo();
  expect(completion.produced).toBe(0);
  await expect(chat.label).toContainText('Stopped early');
  await expect(chat.messages).toHaveCount(1);
  sawStop({
    row: 'page-model',
    situation: 'before the first token',
    receipt: 'cancelled',
    let_go_ms: await chat.untilLetGo(completion)
  });
  await chat.regenerateButton.click();
  await chat.stopButton.waitFor();
  await expect(chat.label).toHaveCount(0);
  await model.waitFor(({ produced }) => produced === 0, 1);
  await chat.page.keyboard.press('Control+Escape');
  await model.letGo(1);
});

test('a model of the page that has fallen silent is let go', async ({
  chat,
  model
}) => {
  await askPageBot(chat, 'rate=100 length=4000 stall_at=60');
  await chat.waitForToken(59);
  await chat.stop();
  const completion = await model.letGo();
  expect(completion.produced).toBe(60);
  await expect(chat.label).toContainText('Stopped early');
  expect(await chat.replyWords()).toEqual(words(completion.text));
  sawStop({
    row: 'page-model',
    situation: 'in a stall',
    receipt: 'cancelled',
    let_go_ms: await chat.untilLetGo(completion)
  });
});

test('a model of the page that cannot be aborted is hidden, and said to be running until it ends', async ({
  chat,
  model
}) => {
  await askPageBot(chat, 'rate=50 length=4000', true);
  await chat.waitForToken(30);
  await chat.stop();
  await expect(chat.label).toContainText('It could not be cancelled');
  const { textAtClick } = await chat.recording();
  const shown = await chat.replyWords();
  expectToStandStill(shown, textAtClick);
  await model.finish();
  await expect(chat.label).toContainText('Stopped early');
  expect(await chat.replyWords()).toEqual(shown);
});

test('a persona of the server and a bot of the page in one chat are stopped one by one', async ({
  chat,
  model
}) => {
  await chat.ask('rate=20 length=4000');
  await model.waitFor(({ produced }) => produced > 2);
  await askPageBot(chat, 'rate=20 length=4000');
  await model.waitFor(({ produced }) => produced > 2, 1);
  await chat.moreButton.click();
  await chat.menu.getByText('Page Bot').click();
  await model.letGo(1);
  await expect(chat.label).toHaveCount(1);
  expect((await model.completions())[0]?.let_go_at).toBeNull();
  await chat.stop();
  await model.letGo(0);
  await expect(chat.label).toHaveCount(2);
});

import { Chat, words } from '../chat';
import { expect, test } from '../fixtures';
import { IStopSeen, sawStop } from '../stops-seen';

const SITUATIONS: readonly [IStopSeen['situation'], string, number][] = [
  ['before the first token', 'first_token_s=600', 0],
  ['midway', 'rate=50 length=4000', 30],
  ['in a stall', 'rate=100 length=4000 stall_at=30', 30]
];

test('a bot without jupyter-ai is stopped before its first token, midway and in a stall, and asked again', async ({
  model,
  page,
  tmpPath
}) => {
  const path = `${tmpPath}/bot.chat`;
  const chat = await new Chat({ page, path }).create();
  await chat.choose('Mute');
  let index = 0;
  for (const [situation, prompt, produced] of SITUATIONS) {
    await chat.ask(prompt);
    await model.waitFor(one => one.produced >= produced, index);
    if (produced > 0) {
      await chat.waitForToken(produced - 5);
    }
    await chat.stop();
    const completion = await model.letGo(index);
    expect(completion.produced).toBeLessThan(completion.length);
    await expect(chat.label).toHaveCount(index + 1);
    const message = await chat.waitForStatus('interrupted');
    expect(message.metadata?.stop_stream?.receipt).toBe('cancelled');
    expect(message.sender === 'talking-bot').toBe(produced > 0);
    if (produced > 0) {
      expect(await chat.replyWords()).toEqual(words(message.body));
      expect(completion.text.startsWith(message.body)).toBe(true);
    }
    sawStop({
      row: 'bot',
      situation,
      receipt: 'cancelled',
      let_go_ms: await chat.untilLetGo(completion)
    });
    index += 1;
  }

  await chat.regenerateButton.last().click();
  const again = await model.waitFor(one => one.produced >= 30, index);
  expect(again.let_go_at).toBeNull();
  await chat.stop();
  await model.letGo(index);
  await expect(chat.label).toHaveCount(index + 1);

  await chat.ask('rate=50 length=4000 block');
  await model.waitFor(one => one.produced >= 30, index + 1);
  await chat.waitForToken(20);
  await chat.stop();
  await model.letGo(index + 1);
  await expect(chat.label).toHaveCount(index + 2);
  const last = chat.label.last();
  await expect(last).toContainText('Stopped early');
  await expect(last.locator('.jp-StopStream-edit')).toBeVisible();
  await expect(last.locator('.jp-StopStream-regenerate')).toHaveCount(0);
});

test('a bot and a persona of jupyter-ai answer in one chat, and each is stopped alone', async ({
  model,
  page,
  tmpPath
}) => {
  const path = `${tmpPath}/bot.chat`;
  const chat = await new Chat({ page, path }).create();
  await chat.ask('rate=20 length=4000');
  await model.waitFor(one => one.produced > 5, 0);
  await model.waitFor(one => one.produced > 5, 1);
  await chat.moreButton.click();
  const items = chat.menu.getByRole('menuitem');
  await items.filter({ hasText: /^Stop Bot:/ }).click();
  await expect(chat.label).toHaveCount(1);
  const isLetGo = (await model.completions()).map(
    one => one.let_go_at !== null
  );
  expect(isLetGo.filter(Boolean)).toHaveLength(1);
  const whole = await model.finish(isLetGo.indexOf(false));
  await expect(chat.sendButton).toBeVisible();
  const statuses = (await chat.saved()).map(
    ({ body, metadata, sender }) =>
      `${sender} ${metadata?.stop_stream?.status} ${body === whole.text}`
  );
  expect(statuses).toContain('talking-bot interrupted false');
  expect(statuses).toContain(
    'jupyter-ai-personas::streamer_persona::Streamer complete true'
  );
});

import { words } from '../chat';
import { Ways } from '../connections';
import { expect, test } from '../fixtures';
import { refuseStops } from '../refused-stops';

test('Ctrl+Enter stops and sends, once the server has heard, behind an answer that ends slowly', async ({
  chat,
  model
}) => {
  const ways = await new Ways(chat.page).watch();
  await chat.reload();
  await chat.choose('Heedful');
  await chat.ask('rate=50 length=6000');
  await chat.waitForToken(20);
  await chat.input.fill('Shorter, please. rate=50 length=20');
  await expect(chat.stopButton).toHaveAttribute(
    'title',
    /Enter stops and sends/
  );
  await expect(chat.sendButton).toHaveAttribute('title', /waits for its turn/);

  ways.cut();
  await chat.input.press('ControlOrMeta+Enter');
  await chat.input.press('ControlOrMeta+Enter');
  await expect(chat.note).toContainText('The server cannot be reached.');
  await expect(chat.note).toContainText('Your message is sent when');
  const shown = await chat.replyWords();
  await model.waitFor(({ produced }) => produced > shown.length + 100);
  expect(await chat.replyWords()).toEqual(shown);
  await expect(chat.input).toHaveValue(/^Shorter, please/);

  ways.restore();
  await expect(chat.input).toHaveValue('');
  await expect(chat.messages).toHaveCount(4);
  await chat.waitForStatus('complete');
  const [prompt, stopped, next, reply, ...more] = await chat.saved();
  expect(words(stopped?.body ?? '')).toEqual(shown);
  expect(words(reply?.body ?? '')).toHaveLength(20);
  expect(more).toEqual([]);
  const { let_go_at } = await model.letGo();
  // It waited for the two seconds that the first needs to clean up.
  const { messages, started_at } = await model.waitFor(() => true, 1);
  expect(started_at - Number(let_go_at)).toBeGreaterThan(1.5);
  expect(messages.map(one => one.content)).toEqual(
    [prompt, stopped, next].map(one => one?.body)
  );
});

test('the menu stops and sends, and leaves the draft alone where the stop is refused', async ({
  chat,
  model
}) => {
  const allow = await refuseStops(chat.page);
  await chat.reload();
  await chat.ask('rate=50 length=6000');
  await chat.waitForToken(20);
  await expect(chat.moreButton).toHaveCount(0);
  await chat.input.fill('Shorter, please. rate=50 length=20');
  const send = async () => {
    await chat.moreButton.click();
    const [first] = await chat.menu.getByRole('menuitem').all();
    await expect(first ?? chat.menu).toContainText('Stop and send');
    await first?.click();
  };
  await send();
  const notice = chat.notice('Your message was not sent.');
  await expect(notice).toBeVisible();
  await expect(chat.input).toHaveValue(/^Shorter, please/);
  const { produced } = await model.waitFor(({ ended_at }) => ended_at === null);
  await chat.waitForToken(produced + 20);
  await chat.hide(notice);
  await chat.hide(chat.notice('The answer was not stopped.'));

  allow();
  await send();
  await model.letGo();
  await expect(chat.label).toContainText('Stopped early');
  const { body } = await chat.waitForStatus('complete');
  expect(words(body)).toHaveLength(20);
  await expect(chat.messages).toHaveCount(4);
});

test('/stop in the input stops, is offered while it is typed, and is not sent', async ({
  chat,
  model
}) => {
  const offered = chat.page.getByRole('listbox');
  await chat.ask('rate=50 length=6000');
  await chat.waitForToken(20);
  await chat.waitForKeys();
  await chat.input.pressSequentially('/s');
  await expect(offered.getByText('/stop', { exact: true })).toHaveCount(1);
  await chat.input.pressSequentially('top');
  await expect(offered).toBeHidden();
  await chat.input.press('Enter');
  await model.letGo();
  await expect(chat.label).toContainText('Stopped early');
  await expect(chat.input).toHaveValue('');
  await expect(chat.messages).toHaveCount(2);
  expect(await chat.saved()).toHaveLength(2);
});

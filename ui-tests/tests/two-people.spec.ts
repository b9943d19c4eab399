import { Chat, words } from '../chat';
import { expect, test as base } from '../fixtures';
import { askPageBot } from '../page-bot';
import { openLab, Person, signedIn } from '../people';

interface IFixtures {
  /** Opens Ada's chat as somebody else, too. */
  readonly join: (person: Person) => Promise<Chat>;
}

// Ada's is the page that every test has.
const test = base.extend<IFixtures>({
  extraHTTPHeaders: signedIn('ada'),
  join: async ({ browser, baseURL, chat, tmpPath }, use) => {
    const chats: Chat[] = [];
    await use(async person => {
      const page = await openLab(browser, baseURL as string, person, tmpPath);
      const theirs = new Chat({ page, path: chat.path });
      chats.push(theirs);
      return theirs.open();
    });
    for (const { page } of chats) {
      await page.unrouteAll({ behavior: 'ignoreErrors' });
      await page.context().close();
    }
  }
});

test('an answer to somebody else grows on my page, leaves my Send, and says who stopped it when I do', async ({
  chat,
  join,
  model
}) => {
  const theirs = await join('grace');
  await chat.ask('rate=20 length=4000');
  await expect(chat.stopButton).toBeVisible();
  await theirs.waitForToken(20);
  await theirs.waitForToken(60);
  await expect(theirs.sendButton).toBeVisible();
  await expect(theirs.stopButton).toHaveCount(0);

  await theirs.moreButton.click();
  const item = theirs.menu.getByRole('menuitem');
  await expect(item).toHaveText(/^Stop Streamer: .*, asked by Ada/);
  await item.click();
  await model.letGo();
  await expect(chat.label).toContainText('Stopped early by Grace');
  await expect(theirs.label).toHaveText(/^Stopped early(?! by)/);
  await expect(chat.stopButton).toHaveCount(0);
  await expect(theirs.moreButton).toHaveCount(0);

  const reply = await chat.waitForStatus('interrupted');
  expect(reply.metadata?.stop_stream?.stopped_by).toBe('grace');
  for (const one of [chat, theirs]) {
    await expect.poll(() => one.replyWords()).toEqual(words(reply.body));
  }
  // Her name is not in the chat: she wrote nothing in it.
  await chat.reload();
  await expect(chat.label).toContainText('Stopped early by Grace');
});

test('an answer that I stop stays as it was at the click, and ends with the same text for all', async ({
  chat,
  join,
  model
}) => {
  const theirs = await join('grace');
  await chat.ask('rate=50 length=6000');
  await theirs.waitForToken(20);
  await chat.waitForToken(60);
  await chat.stop();
  await model.letGo();
  await expect(chat.label).toHaveText(/^Stopped early(?! by)/);
  await expect(theirs.label).toContainText('Stopped early by Ada');

  const { textAtClick } = await chat.recording();
  const shown = await chat.replyWords();
  expect(shown.slice(0, words(textAtClick).length)).toEqual(words(textAtClick));
  expect(shown.length - words(textAtClick).length).toBeLessThan(10);
  const reply = await chat.waitForStatus('interrupted');
  expect(words(reply.body)).toEqual(shown);
  expect(reply.metadata?.stop_stream?.stopped_by).toBe('ada');
  await expect.poll(() => theirs.replyWords()).toEqual(shown);

  await theirs.reload();
  await expect(theirs.label).toContainText('Stopped early by Ada');
  await expect.poll(() => theirs.replyWords()).toEqual(shown);
  expect((await theirs.saved()).at(-1)).toEqual(reply);
});

test('my Stop leaves the answer to somebody else alone', async ({
  chat,
  join,
  model
}) => {
  const theirs = await join('grace');
  await chat.ask('rate=20 length=4000 first');
  await model.waitFor(({ produced }) => produced > 5, 0);
  await theirs.choose('Second');
  await theirs.ask('rate=20 length=4000 second');
  await model.waitFor(({ produced }) => produced > 5, 1);
  await theirs.stop();
  await model.letGo(1);
  await expect(theirs.label).toHaveCount(1);
  await expect(chat.label).toHaveCount(1);
  await expect(chat.stopButton).toBeVisible();
  const { text } = await model.finish(0);
  await expect
    .poll(async () => (await chat.saved()).map(({ body }) => body))
    .toContain(text);
});

test('whoever may not stop the answer to somebody else sees it, is not offered a stop, and is refused one', async ({
  chat,
  join,
  model
}) => {
  const theirs = await join('karl');
  await chat.ask('rate=20 length=4000');
  await theirs.waitForToken(20);
  await theirs.moreButton.click();
  const item = theirs.menu.getByRole('menuitem');
  await expect(item).toHaveText(/^Stop Streamer: .*, asked by Ada/);
  await expect(item).toBeDisabled();
  const [live] = (
    await (await theirs.page.request.get('/api/stop-stream/generations')).json()
  ).generations;
  const refused = await theirs.page.request.post(
    `/api/stop-stream/generations/${live.generation_id}/stop`
  );
  expect(refused.status()).toBe(403);
  expect((await refused.json()).message).toContain('by somebody else');
  const { text } = await model.finish();
  expect((await chat.waitForStatus('complete')).body).toBe(text);
  await expect(chat.label).toHaveCount(0);
  for (const one of [chat, theirs]) {
    await expect.poll(() => one.replyWords()).toEqual(words(text));
  }
});

test('a stop that overtakes a prompt sent before it means that prompt too', async ({
  chat,
  model
}) => {
  const held: (() => void)[] = [];
  let isHeld = false;
  await chat.page.routeWebSocket(/api\/collaboration\/room/, socket => {
    const server = socket.connectToServer();
    socket.onMessage(message => {
      const pass = () => server.send(message);
      if (isHeld) {
        held.push(pass);
      } else {
        pass();
      }
    });
  });
  await chat.reload();
  await chat.ask('rate=20 length=4000 first');
  await chat.waitForToken(10);
  isHeld = true;
  await chat.ask('rate=20 length=4000 second');
  await expect(chat.messages).toHaveCount(3);
  await chat.stop();
  await model.letGo();
  isHeld = false;
  held.forEach(pass => pass());

  await expect(chat.label).toHaveCount(2);
  await expect(chat.stopButton).toHaveCount(0);
  const statuses = async () =>
    (await chat.saved())
      .filter(({ body }) => body.endsWith('second'))
      .map(({ metadata }) => metadata?.stop_stream?.status);
  await expect.poll(statuses).toEqual(['interrupted']);
  expect(await model.completions()).toHaveLength(1);
});

test('what I stop of a model that my page asks is marked for all, and after a reload', async ({
  chat,
  join,
  model
}) => {
  const theirs = await join('grace');
  await askPageBot(chat, 'rate=20 length=4000');
  await model.waitFor(({ produced }) => produced > 20);
  await chat.stop();
  await model.letGo();
  await expect(chat.label).toHaveText(/^Stopped early(?! by)/);
  await expect(theirs.label).toContainText('Stopped early by Ada');
  const shown = await chat.replyWords();
  await expect.poll(() => theirs.replyWords()).toEqual(shown);
  await chat.reload();
  await expect(chat.label).toContainText('Stopped early');
  await expect.poll(() => chat.replyWords()).toEqual(shown);
});

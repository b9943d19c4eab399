import { words } from '../chat';
import { expect, test } from '../fixtures';

test('a fast long answer stays as it was at the click', async ({
  chat,
  model
}) => {
  await chat.ask('rate=400 length=20000');
  await model.waitFor(completion => completion.produced > 3000);
  await chat.stop();
  const completion = await model.letGo();
  expect(completion.produced).toBeLessThan(completion.length);
  await expect(chat.label).toContainText('Stopped early');
  const { textAtClick } = await chat.recording();
  const shown = await chat.replyWords();
  expect(shown).toEqual(words(textAtClick));

  await model.tellSomebodyElse('rate=400 length=800');
  expect(await chat.replyWords()).toEqual(shown);
  const reply = await chat.waitForStatus('interrupted');
  expect(words(reply.body)).toEqual(shown);

  await chat.reload();
  await expect(chat.label).toContainText('Stopped early');
  await expect.poll(() => chat.replyWords()).toEqual(shown);
});

test('what has come into the page in the very moment of the click stays', async ({
  chat,
  model
}) => {
  await chat.ask('rate=400 length=20000');
  await chat.waitForToken(200);
  await expect(chat.stopButton).toBeEnabled();
  // As on a busy machine, timers are late.
  await chat.page.evaluate(() => {
    const { setTimeout } = window;
    const late = (act: TimerHandler, ms = 0, ...given: unknown[]) =>
      setTimeout(act, Math.max(ms, 30), ...given);
    window.setTimeout = late as typeof setTimeout;
  });
  // In the task in which the page has put in more, before anybody is told so.
  const textAtClick = await chat.page.evaluate(
    ([area, stop]) =>
      new Promise<string>(resolve => {
        const messages = `${area} .jp-chat-rendered-message`;
        const text = () =>
          [...document.querySelectorAll(messages)].pop()?.textContent ?? '';
        const before = text();
        const observer = new MutationObserver(() => {
          if (text().length > before.length) {
            observer.disconnect();
            const button = document.querySelector<HTMLElement>(
              `${area} ${stop}`
            );
            button?.click();
            resolve(text());
          }
        });
        observer.observe(document.querySelector(area) ?? document.body, {
          childList: true,
          subtree: true
        });
      }),
    [chat.areaSelector, '.jp-StopStream-stop'] as const
  );
  await model.letGo();
  await expect(chat.label).toContainText('Stopped early');
  expect(await chat.replyWords()).toEqual(words(textAtClick));
  const reply = await chat.waitForStatus('interrupted');
  expect(words(reply.body)).toEqual(words(textAtClick));
});

test('a fast long answer that nobody stops loses nothing', async ({
  chat,
  model
}) => {
  await chat.ask('rate=400 length=6000');
  const { text, produced } = await model.ended();
  expect(produced).toBe(6000);
  expect((await chat.waitForStatus('complete')).body).toBe(text);
  await chat.waitForToken(5999);
  expect(await chat.replyWords()).toEqual(words(text));
});

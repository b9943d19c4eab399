import type { Page } from '@playwright/test';

import { Chat } from '../chat';
import { expect, test } from '../fixtures';

const SCRIPTS = '/extensions/jupyter-stop-stream/static/';

/**
 * Words of the parts that work on chats: of the button and the actions.
 */
const OF_A_CHAT = ['Press again to force it', 'The text is frozen'];

/**
 * Words of the label.
 */
const OF_AN_ANSWER = ['Show the rest'];

test('what works on chats is loaded with the first chat, and what answers need when a person writes', async ({
  page,
  model,
  tmpPath
}) => {
  const sockets: string[] = [];
  page.on('websocket', socket => sockets.push(socket.url()));
  await page.goto('?reset');
  await page.waitForURL(url => !url.search.includes('reset'));
  await page.evaluate(() => window.jupyterapp.restored);
  // Everything of JupyterLab that wants to be there at the start is.
  await page.sidebar.openTab('jp-running-sessions');
  const before = await loaded(page);
  expect(before.includes('Stop All Answers')).toBe(true);
  expect(found(OF_A_CHAT, before)).toEqual([]);
  expect(sockets.filter(url => url.includes('stop-stream'))).toEqual([]);

  const chat = new Chat({ page, path: `${tmpPath}/first.chat` });
  await chat.create();
  await expect
    .poll(async () => found(OF_A_CHAT, await loaded(page)))
    .toEqual(OF_A_CHAT);
  await expect
    .poll(() => sockets.filter(url => url.includes('stop-stream')))
    .toHaveLength(1);
  expect(found(OF_AN_ANSWER, await loaded(page))).toEqual([]);

  await chat.input.fill('rate=50 length=6000');
  await expect
    .poll(async () => found(OF_AN_ANSWER, await loaded(page)))
    .toEqual(OF_AN_ANSWER);
});

test('where it cannot be loaded, that is said, Send goes on, and the next chat has Stop', async ({
  page,
  model,
  tmpPath
}) => {
  const scripts = `**${SCRIPTS}**`;
  await page.route(scripts, route => route.abort());
  const first = await new Chat({
    page,
    path: `${tmpPath}/first.chat`
  }).create();
  await first.hide(first.notice('The Stop button could not be loaded'));
  await first.ask('rate=50 length=20');
  await model.ended();
  await first.waitForToken(19);
  await expect(first.stopButton).toHaveCount(0);

  await page.unroute(scripts);
  const next = await new Chat({
    page,
    path: `${tmpPath}/next.chat`,
    isInSidePanel: true
  }).create();
  await next.ask('rate=50 length=6000');
  await next.waitForToken(20);
  await next.stop();
  await model.letGo(1);
  await expect(next.label).toContainText('Stopped early');
});

function found(words: readonly string[], text: string): readonly string[] {
  return words.filter(one => text.includes(one));
}

/**
 * The scripts of this extension that the page has loaded.
 */
async function loaded(page: Page): Promise<string> {
  return page.evaluate(async scripts => {
    // To ask for one is to load it again.
    performance.setResourceTimingBufferSize(10_000);
    const urls = performance
      .getEntriesByType('resource')
      .map(entry => new URL(entry.name))
      // A release asks for them with a version behind their names.
      .filter(
        ({ pathname }) => pathname.includes(scripts) && pathname.endsWith('.js')
      );
    const texts = [...new Set(urls.map(String))].map(async url =>
      (await fetch(url)).text()
    );
    return (await Promise.all(texts)).join('\n');
  }, SCRIPTS);
}

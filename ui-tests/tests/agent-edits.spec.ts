import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import type { JSHandle } from '@playwright/test';

import { Chat } from '../chat';
import { expect, test } from '../fixtures';
import { OpenNotebook, openNotebook } from '../notebook';

const CELLS = ['0', '0'];
/** How often the next prompts have a cell edited. */
const TIMES = 8;

test('an agent that says nothing and edits a notebook edits nothing after the click, whether it heeds or not, and the next prompt has its tools', async ({
  page,
  tmpPath
}) => {
  const deafNotebook = await openNotebook(page, `${tmpPath}/deaf.ipynb`, CELLS);
  const notebook = await openNotebook(page, `${tmpPath}/heeds.ipynb`, CELLS);
  const deafChat = await new Chat({
    page,
    path: `${tmpPath}/deaf.chat`,
    isInSidePanel: true
  }).create();
  const deaf = await stopWhileItEdits(deafChat, deafNotebook, 'yes');
  // Waits until the stopped one has ended, or cannot be ended.
  await deafChat.ask(`path=${deafNotebook.path} cell=cell-1 times=${TIMES}`);

  const chat = await new Chat({ page, path: `${tmpPath}/heeds.chat` }).create();
  const heeding = await stopWhileItEdits(chat, notebook, 'no');
  await chat.ask(`path=${notebook.path} cell=cell-1 times=${TIMES}`);
  await expectEdited(page, `${tmpPath}/heeds-cell-1.txt`);
  expect((await chat.saved())[0]?.metadata?.stop_stream).toMatchObject({
    status: 'interrupted',
    receipt: 'cancelled'
  });

  const next = await expectEdited(page, `${tmpPath}/deaf-cell-1.txt`);
  expect((await deafChat.saved())[0]?.metadata?.stop_stream).toMatchObject({
    status: 'interrupted',
    receipt: 'detached',
    left: ['agent']
  });
  const calls = await callsIn(page, `${tmpPath}/deaf-cell-0.txt`);
  const during = calls.filter(
    ({ at }) => at > (next[0]?.at ?? NaN) && at < (next.at(-1)?.at ?? NaN)
  );
  expect(new Set(during.map(({ outcome }) => outcome))).toEqual(
    new Set(['The person stopped this answer.'])
  );

  for (const { notebook, clickedAt, edits } of [deaf, heeding]) {
    const made = await edits.jsonValue();
    const last = made.filter(({ at }) => at <= clickedAt).at(-1);
    expect(made.at(-1)).toEqual(last);
    expect(await notebook.source(0)).toBe(last?.source);
    // The save of the last one may have been refused.
    expect(made.slice(-2).map(({ source }) => source)).toContain(
      await savedSource(page, notebook)
    );
  }
});

/**
 * Have an agent edit the first cell again and again, and press Stop when it has done so twice.
 */
async function stopWhileItEdits(
  chat: Chat,
  notebook: OpenNotebook,
  isDeaf: 'yes' | 'no'
) {
  await chat.choose('Editor');
  const edits = await notebook.edits(0);
  const stopSeenAt = await whenStopIsSeen(chat);
  await chat.ask(`path=${notebook.path} cell=cell-0 times=999 deaf=${isDeaf}`);
  await expect(async () =>
    expect(await savedSource(chat.page, notebook)).toMatch(/^edit [1-9]/)
  ).toPass();
  const [first] = await edits.jsonValue();
  const seenAt = (await stopSeenAt.jsonValue()).at ?? NaN;
  expect(seenAt).toBeLessThanOrEqual(first?.at ?? NaN);
  await chat.stop();
  const { clickedAt } = await chat.recording();
  return { notebook, edits, clickedAt: clickedAt ?? NaN };
}

/**
 * When Stop is in the chat for the first time from now on, in milliseconds since the epoch.
 */
function whenStopIsSeen(chat: Chat): Promise<JSHandle<{ at?: number }>> {
  return chat.page.evaluateHandle(area => {
    const seen: { at?: number } = {};
    const observer = new MutationObserver(() => {
      if (document.querySelector(`${area} .jp-StopStream-stop`)) {
        seen.at = Date.now();
        observer.disconnect();
      }
    });
    observer.observe(document.body, { childList: true, subtree: true });
    return seen;
  }, chat.areaSelector);
}

/**
 * Wait until an agent has made all its edits, and saved each.
 */
async function expectEdited(
  page: IJupyterLabPageFixture,
  log: string
): Promise<readonly ICall[]> {
  let calls: readonly ICall[] = [];
  await expect(async () => {
    calls = await callsIn(page, log);
    expect(calls.map(({ outcome }) => outcome)).toEqual(
      Array.from({ length: 2 * TIMES }, () => 'done')
    );
  }).toPass({ timeout: 60_000 });
  return calls;
}

/**
 * One call of a tool, as an agent's log has it.
 */
interface ICall {
  /** Seconds since the epoch. */
  readonly at: number;
  readonly outcome: string;
}

async function callsIn(
  page: IJupyterLabPageFixture,
  log: string
): Promise<readonly ICall[]> {
  const lines = (await contentOf(page, log)).split('\n').slice(0, -1);
  return lines.map(line => {
    const [at, ...outcome] = line.split(' ');
    return { at: Number(at), outcome: outcome.join(' ') };
  });
}

/**
 * What the first cell of a notebook has on the disk.
 */
async function savedSource(
  page: IJupyterLabPageFixture,
  { path }: OpenNotebook
): Promise<string> {
  return JSON.parse(await contentOf(page, path)).cells[0].source.join('');
}

/**
 * What is in a file; nothing, where there is none.
 */
async function contentOf(
  page: IJupyterLabPageFixture,
  path: string
): Promise<string> {
  const response = await page.request.get(
    `/api/contents/${path}?type=file&format=text`
  );
  return (await response.json()).content ?? '';
}

import type { IJupyterLabPageFixture } from '@jupyterlab/galata';

import { Chat } from '../chat';
import { expect, test } from '../fixtures';
import { OpenNotebook, openNotebook } from '../notebook';

const REFUSED = 'The person stopped this answer.\n';

test('an agent that says nothing and edits a notebook edits nothing after the click, whether it heeds or not, and the next prompt has its tools', async ({
  page,
  tmpPath
}) => {
  const path = `${tmpPath}/edits.ipynb`;
  const notebook = await openNotebook(page, path, ['0', '0', '0', '0']);
  const deafChat = await new Chat({
    page,
    path: `${tmpPath}/deaf.chat`,
    isInSidePanel: true
  }).create();
  const deaf = await stopWhileItEdits(deafChat, notebook, 0, 'deaf=yes');
  // Waits until the stopped one has ended, or cannot be ended.
  await deafChat.ask(`path=${path} cell=cell-1 times=8`);

  const chat = await new Chat({ page, path: `${tmpPath}/heeds.chat` }).create();
  const heeding = await stopWhileItEdits(chat, notebook, 2, 'deaf=no');
  await chat.ask(`path=${path} cell=cell-3 times=8`);
  await expectEdited(page, `${tmpPath}/cell-3.txt`, 8);
  expect((await chat.saved())[0]?.metadata?.stop_stream).toMatchObject({
    status: 'interrupted',
    receipt: 'cancelled'
  });

  const before = await contentOf(page, `${tmpPath}/cell-0.txt`);
  await expectEdited(page, `${tmpPath}/cell-1.txt`, 8);
  expect((await deafChat.saved())[0]?.metadata?.stop_stream).toMatchObject({
    status: 'interrupted',
    receipt: 'detached',
    left: ['agent']
  });
  const after = await contentOf(page, `${tmpPath}/cell-0.txt`);
  const meanwhile = after.slice(before.length);
  expect(meanwhile).toContain(REFUSED);
  expect(meanwhile.replaceAll(REFUSED, '')).toBe('');

  for (const { cell, clickedAt, edits } of [deaf, heeding]) {
    const made = await edits.jsonValue();
    const last = made.filter(({ at }) => at <= clickedAt).at(-1);
    expect(made.at(-1)).toEqual(last);
    expect(await notebook.source(cell)).toBe(last?.source);
    // The save of the last one may have been refused.
    expect(made.slice(-2).map(({ source }) => source)).toContain(
      await savedSource(page, notebook, cell)
    );
  }
});

/**
 * Have an agent edit a cell again and again, and press Stop when it has done so twice.
 */
async function stopWhileItEdits(
  chat: Chat,
  notebook: OpenNotebook,
  cell: number,
  how: string
) {
  await chat.choose('Editor');
  const edits = await notebook.edits(cell);
  await chat.ask(`path=${notebook.path} cell=cell-${cell} times=999 ${how}`);
  await expect(chat.stopButton).toBeVisible({ timeout: 1000 });
  expect(await edits.jsonValue()).toEqual([]);
  await expect(async () =>
    expect(await savedSource(chat.page, notebook, cell)).toMatch(/^edit [1-9]/)
  ).toPass();
  await chat.stop();
  const { clickedAt } = await chat.recording();
  return { cell, edits, clickedAt: clickedAt ?? NaN };
}

/**
 * Wait until an agent has made so many edits, and saved each.
 */
async function expectEdited(
  page: IJupyterLabPageFixture,
  log: string,
  times: number
): Promise<void> {
  await expect(async () =>
    expect(await contentOf(page, log)).toBe('done\n'.repeat(2 * times))
  ).toPass({ timeout: 60_000 });
}

async function savedSource(
  page: IJupyterLabPageFixture,
  { path }: OpenNotebook,
  cell: number
): Promise<string> {
  return JSON.parse(await contentOf(page, path)).cells[cell].source.join('');
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

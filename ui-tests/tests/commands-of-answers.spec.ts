import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import type { Route } from '@playwright/test';

import { Chat } from '../chat';
import { expect, test } from '../fixtures';
import { makeNotebook, openNotebook } from '../notebook';
import { sawStop } from '../stops-seen';

/** Writes beside the notebook for as long as it runs. */
const TRAINS = `import time
print('It trains.')
with open('beats.txt', 'a') as beats:
    for _ in range(30000):
        print(time.time(), file=beats, flush=True)
        time.sleep(0.01)`;

test("a cell that an answer runs by a command ends with it, and a person's cell behind it runs whole", async ({
  page,
  tmpPath
}) => {
  const notebook = await openNotebook(page, `${tmpPath}/one.ipynb`, [
    TRAINS,
    "print('mine', 6 * 7)",
    "import os, time\nwhile not os.path.exists('go'): time.sleep(.05)\nprint('long')"
  ]);
  const chat = await operator(page, `${tmpPath}/one.chat`);
  await chat.ask(`run ${notebook.path} cell-0`);
  await expect(notebook.output(0)).toContainText('It trains.');
  await notebook.run(1);
  await expect(notebook.waiting).toHaveCount(2);

  await chat.stop();
  await expect(notebook.output(1)).toHaveText('mine 42');
  await expect(notebook.output(0)).toContainText('KeyboardInterrupt');
  await expect(notebook.waiting).toHaveCount(0);
  await expectCancelled(chat);
  const row = 'lab-commands';
  const receipt = 'cancelled';
  const { clickedAt } = await chat.recording();
  const beats = await page.request.get(`/api/contents/${tmpPath}/beats.txt`);
  const lastBeatAt = (await beats.json()).content.trim().split('\n').at(-1);
  const last_beat_ms = 1000 * Number(lastBeatAt) - (clickedAt ?? NaN);
  expect(last_beat_ms).toBeLessThan(1000);
  sawStop({ row, situation: 'while it runs', receipt, last_beat_ms });

  // Behind a person's, it waits, and is dropped.
  await notebook.run(2);
  await chat.ask(`run ${notebook.path} cell-0`);
  await expect(notebook.waiting).toHaveCount(2);
  await chat.stop();
  await expect(chat.label).toHaveCount(2);
  await page.contents.uploadContent('', 'text', `${tmpPath}/go`);
  await expect(notebook.output(2)).toHaveText('long');
  await expect(notebook.waiting).toHaveCount(0);
  await expect(notebook.output(0)).toBeEmpty();
  await expectCancelled(chat);
  const waited = { situation: 'while it waits', last_beat_ms: null } as const;
  sawStop({ row, receipt, ...waited });
});

test('of all the cells that an answer runs none is left, and one that a person runs again is', async ({
  page,
  tmpPath
}) => {
  const notebook = await openNotebook(page, `${tmpPath}/all.ipynb`, [
    TRAINS,
    "print('second')",
    "print('third')"
  ]);
  const chat = await operator(page, `${tmpPath}/all.chat`);
  await chat.ask(`run-all ${notebook.path}`);
  await expect(notebook.output(0)).toContainText('It trains.');
  await expect(notebook.waiting).toHaveCount(3);
  await notebook.run(1);

  await chat.stop();
  await expect(notebook.output(1)).toHaveText('second');
  await expect(notebook.waiting).toHaveCount(0);
  await expect(notebook.output(2)).toBeEmpty();
  await expectCancelled(chat);
});

test('an agent that goes on edits nothing and runs nothing after the click', async ({
  page,
  tmpPath
}) => {
  const notebook = await openNotebook(page, `${tmpPath}/edits.ipynb`, ['1']);
  const chat = await operator(page, `${tmpPath}/edits.chat`);
  const recorded = await notebook.edits(0);
  await chat.ask(`edit ${notebook.path} cell-0`);
  await expect(notebook.output(0)).toContainText('edit');

  await chat.stop();
  await expectCancelled(chat);
  await expect(notebook.waiting).toHaveCount(0);
  const { clickedAt } = await chat.recording();
  const edits = await recorded.jsonValue();
  expect(edits.length).toBeGreaterThan(0);
  expect(edits.filter(({ at }) => at > (clickedAt ?? NaN))).toEqual([]);
});

test('half an edit of several commands is put back, and none is begun in a notebook that is still being opened', async ({
  page,
  tmpPath
}) => {
  // It goes to the cell before it changes the type of that.
  const sources = Array.from({ length: 16 }, () => '1');
  const notebook = await openNotebook(page, `${tmpPath}/half.ipynb`, sources);
  const chat = await operator(page, `${tmpPath}/half.chat`);
  await chat.ask(`retype ${notebook.path} cell-15`);
  await expect.poll(() => notebook.source(15)).toBe('retyped');
  await chat.stop();
  await expectCancelled(chat);
  await expect.poll(() => notebook.source(15)).toBe('1');

  const closed = await makeNotebook(page, `${tmpPath}/closed.ipynb`, ['1']);
  const held: Route[] = [];
  await page.route(
    /closed\.ipynb\?.*content=1/,
    route => {
      held.push(route);
    },
    { times: 1 }
  );
  await chat.ask(`edit ${closed.path} cell-0`);
  await expect.poll(() => held).toHaveLength(1);
  await chat.stop();
  await expectCancelled(chat);
  await held[0]?.continue();
  await expect.poll(() => closed.source(0)).toBe('1');
});

async function operator(
  page: IJupyterLabPageFixture,
  path: string
): Promise<Chat> {
  const chat = await new Chat({ page, path, isInSidePanel: true }).create();
  await chat.choose('Operator');
  return chat;
}

async function expectCancelled(chat: Chat): Promise<void> {
  await expect(chat.label.last()).toContainText('Stopped early');
  const { metadata } = await chat.waitForStatus('interrupted');
  expect(metadata?.stop_stream?.receipt).toBe('cancelled');
}

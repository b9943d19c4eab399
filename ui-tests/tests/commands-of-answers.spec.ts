import type { IJupyterLabPageFixture } from '@jupyterlab/galata';

import { Chat } from '../chat';
import { expect, test } from '../fixtures';
import { openNotebook } from '../notebook';

const TRAINS =
  "import time\nprint('It trains.')\nfor _ in range(3000):\n    time.sleep(0.1)";

test("a cell that an answer runs by a command ends with it, and a person's cell behind it runs whole", async ({
  page,
  tmpPath
}) => {
  const notebook = await openNotebook(page, `${tmpPath}/one.ipynb`, [
    TRAINS,
    "print('mine', 6 * 7)",
    "import time\ntime.sleep(4)\nprint('long')"
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

  // Behind a person's, it waits, and is dropped.
  await notebook.run(2);
  await chat.ask(`run ${notebook.path} cell-0`);
  await expect(notebook.waiting).toHaveCount(2);
  await chat.stop();
  await expect(notebook.output(2)).toHaveText('long');
  await expect(notebook.waiting).toHaveCount(0);
  await expect(notebook.output(0)).toBeEmpty();
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
  const recorded = await notebook.edits();
  await chat.ask(`edit ${notebook.path} cell-0`);
  await expect(notebook.output(0)).toContainText('edit');

  await chat.stop();
  await expectCancelled(chat);
  await expect(notebook.waiting).toHaveCount(0);
  const { clickedAt } = await chat.recording();
  const edits = await recorded.jsonValue();
  expect(edits.length).toBeGreaterThan(0);
  expect(edits.filter(at => at > (clickedAt ?? NaN))).toEqual([]);
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
  await expect(chat.label).toContainText('Stopped early');
  const { metadata } = await chat.waitForStatus('interrupted');
  expect(metadata?.stop_stream?.receipt).toBe('cancelled');
}

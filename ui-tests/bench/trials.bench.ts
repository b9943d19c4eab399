import { writeFileSync } from 'fs';

import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import { expect } from '@playwright/test';

import { Chat } from '../chat';
import { test } from '../fixtures';
import { OpenNotebook, openNotebook } from '../notebook';
import { Kernel } from './kernel';

const count = Number(process.env.BENCH_COUNT ?? '20');
const output = process.env.BENCH_OUTPUT ?? 'test-results/trials.json';

const TRAINS =
  "import time\nprint('It trains.')\nfor _ in range(3000):\n    time.sleep(0.1)";
const MINE = "print('mine', 6 * 7)";
const MINE_FOR_LONG =
  "import time\nprint('mine begins')\ntime.sleep(1)\nprint('mine ends')";
const FAILS = 'import time\ntime.sleep(0.5)\n1 / 0';

/** What a trial has. */
interface IStage {
  readonly page: IJupyterLabPageFixture;
  readonly notebook: OpenNotebook;
  /** The notebook's kernel. */
  readonly kernel: Kernel;
  /** A kernel that no answer has anything to do with. */
  readonly otherKernel: Kernel;
  /** Of the persona that runs cells by commands. */
  readonly chat: Chat;
  /** Of the one that runs a cell by a kernel client. */
  readonly otherChat: Chat;
  /** Which try it is. */
  readonly nth: number;
}

/** A trial throws where something is not as it should be. */
const trials: Readonly<Record<string, (stage: IStage) => Promise<void>>> = {
  "the answer's cell alone": async ({ notebook, chat }) => {
    await notebook.reset([TRAINS, MINE, MINE]);
    await ask(chat, notebook, 'run');
    await chat.stopButton.click();
    await expect(notebook.waiting).toHaveCount(0);
    await expect(notebook.output(0)).toContainText('KeyboardInterrupt');
  },
  "a person's cell queued behind it": async ({ notebook, chat }) => {
    await notebook.reset([TRAINS, MINE, MINE]);
    await ask(chat, notebook, 'run');
    await notebook.run(1);
    await expect(notebook.waiting).toHaveCount(2);
    await chat.stopButton.click();
    await expect(notebook.output(1)).toHaveText('mine 42');
    await expect(notebook.waiting).toHaveCount(0);
  },
  "a person's cell running before it": async ({ notebook, chat }) => {
    await notebook.reset([TRAINS, MINE_FOR_LONG, MINE]);
    await notebook.run(1);
    await expect(notebook.output(1)).toContainText('mine begins');
    await chat.ask(`run ${notebook.path} cell-0`);
    await expect(notebook.waiting).toHaveCount(2);
    await chat.stopButton.click();
    await expect(notebook.output(1)).toContainText('mine ends');
    await expect(notebook.waiting).toHaveCount(0);
    await expect(notebook.output(0)).toBeEmpty();
  },
  "a person's cell in another kernel": async stage => {
    const { notebook, chat, otherKernel } = stage;
    await notebook.reset([TRAINS, MINE, MINE]);
    await ask(chat, notebook, 'run');
    const running = otherKernel.overAt('import time; time.sleep(1)');
    await chat.stopButton.click();
    expect(await running).not.toBeNull();
    await expect(notebook.waiting).toHaveCount(0);
  },
  '"run all", a person running one of its cells again': async stage => {
    const { notebook, chat } = stage;
    await notebook.reset([TRAINS, MINE, "print('third')"]);
    await ask(chat, notebook, 'run-all');
    await expect(notebook.waiting).toHaveCount(3);
    await notebook.run(1);
    await chat.stopButton.click();
    await expect(notebook.output(1)).toHaveText('mine 42');
    await expect(notebook.waiting).toHaveCount(0);
    await expect(notebook.output(2)).toBeEmpty();
  },
  "the answer's cell ending by itself at the click": async stage => {
    const { page, notebook, chat, nth } = stage;
    const ends = "import time\nprint('It trains.')\ntime.sleep(0.6)";
    await notebook.reset([ends, MINE, MINE]);
    await ask(chat, notebook, 'run');
    await notebook.run(1);
    // The tries lie around the end, a few milliseconds apart.
    await page.waitForTimeout(250 + 10 * (nth % 20));
    await chat.stopButton.click({ timeout: 1000 }).catch(() => undefined);
    await expect(notebook.output(1)).toHaveText('mine 42');
    await expect(notebook.waiting).toHaveCount(0);
  },
  'the first of "run all" failing': async ({ notebook, chat }) => {
    await notebook.reset([FAILS, MINE, "print('third')"]);
    await chat.ask(`run-all ${notebook.path}`);
    await expect(notebook.waiting).toHaveCount(3);
    await notebook.run(1);
    await expect(notebook.output(0)).toContainText('ZeroDivisionError');
    await expect(notebook.output(1)).toHaveText('mine 42');
    await expect(notebook.waiting).toHaveCount(0);
    await expect(notebook.output(2)).toBeEmpty();
    await chat.stopButton.click();
  },
  "the person's own Interrupt meanwhile": async stage => {
    const { notebook, chat } = stage;
    await notebook.reset([TRAINS, MINE, MINE]);
    await ask(chat, notebook, 'run');
    await notebook.run(1);
    await expect(notebook.waiting).toHaveCount(2);
    await notebook.act('interrupt');
    await expect(notebook.output(0)).toContainText('KeyboardInterrupt');
    // As without an answer: what is queued is aborted.
    await expect(notebook.waiting).toHaveCount(0);
    await expect(notebook.output(1)).toBeEmpty();
    await chat.stopButton.click({ timeout: 1000 }).catch(() => undefined);
    await notebook.run(1);
    await expect(notebook.output(1)).toHaveText('mine 42');
  },
  "the person's own Restart meanwhile": async stage => {
    const { notebook, chat } = stage;
    await notebook.reset([TRAINS, MINE, MINE]);
    await ask(chat, notebook, 'run');
    await notebook.act('restart');
    await expect(notebook.waiting).toHaveCount(0);
    await chat.stopButton.click({ timeout: 1000 }).catch(() => undefined);
    await notebook.run(1);
    await expect(notebook.output(1)).toHaveText('mine 42');
  },
  'a page closing with requests waiting': async stage => {
    const { notebook, chat, kernel, nth } = stage;
    await notebook.reset([TRAINS, MINE, MINE]);
    await ask(chat, notebook, 'run');
    await kernel.askAndGo(`left = ${nth}`);
    await chat.stopButton.click();
    await expect(notebook.waiting).toHaveCount(0);
    expect(await kernel.overAt(`assert left == ${nth}`)).not.toBeNull();
  },
  'two answers in one kernel': async stage => {
    const { notebook, chat, otherChat } = stage;
    await notebook.reset([TRAINS, MINE, MINE]);
    await ask(chat, notebook, 'run');
    const replies = await otherChat.messages.count();
    await otherChat.ask(notebook.path);
    await chat.stopButton.click();
    await expect(notebook.waiting).toHaveCount(0);
    // The prompt, and what its cell says when its turn has come.
    await expect(otherChat.messages).toHaveCount(replies + 2);
    await expect(otherChat.reply).toContainText('It trains.');
    await otherChat.stopButton.click();
    await expect(otherChat.stopButton).toHaveCount(0);
  }
};

// Galata's own look at them takes an interrupt's answer for one that says something.
test.use({ kernels: null, sessions: null });

test('each of the trials is right each time', async ({ page, tmpPath }) => {
  await page.contents.createDirectory(tmpPath);
  const path = `${tmpPath}/trials.ipynb`;
  const notebook = await openNotebook(page, path, [TRAINS, MINE, MINE]);
  const kernel = new Kernel(page, path);
  const otherKernel = new Kernel(page, `${tmpPath}/other.ipynb`);
  await otherKernel.start();
  const chat = await new Chat({
    page,
    path: `${tmpPath}/side.chat`,
    isInSidePanel: true
  }).create();
  await chat.choose('Operator');
  const otherChat = await new Chat({
    page,
    path: `${tmpPath}/main.chat`
  }).create();
  await otherChat.choose('Runner');
  await split(page);

  const right: Record<string, number> = {};
  for (const [name, trial] of Object.entries(trials)) {
    right[name] = 0;
    for (let nth = 0; nth < count; nth++) {
      const stage = { page, notebook, kernel, otherKernel, chat, otherChat };
      try {
        await trial({ ...stage, nth });
        right[name]++;
      } catch (error) {
        console.error(`${name}, try ${nth + 1}: ${error}`);
        await kernel.interrupt();
      }
      await expect(chat.stopButton).toHaveCount(0);
      await expect(notebook.waiting).toHaveCount(0);
    }
  }
  writeFileSync(output, JSON.stringify({ tries: count, right }));
});

/** Have the answer run the first cell, or all, and wait until it does. */
async function ask(
  chat: Chat,
  notebook: OpenNotebook,
  what: 'run' | 'run-all'
): Promise<void> {
  await chat.ask(`${what} ${notebook.path} cell-0`);
  await expect(notebook.output(0)).toContainText('It trains.');
}

/** Have the notebook stand beside the chat of the main area, so that both are seen. */
async function split(page: IJupyterLabPageFixture): Promise<void> {
  await page.evaluate(() => {
    const { shell } = window.jupyterapp;
    for (const widget of shell.widgets('main')) {
      if (widget.hasClass('jp-NotebookPanel')) {
        shell.add(widget, 'main', { mode: 'split-left' });
      }
    }
  });
}

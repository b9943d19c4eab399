import { writeFileSync } from 'fs';

import { expect } from '@playwright/test';

import { Chat } from '../chat';
import { test } from '../fixtures';
import { record, recording } from '../recorder';
import { contender } from './contender';
import { Kernel } from './kernel';

const count = Number(process.env.BENCH_COUNT ?? '10');
const output = process.env.BENCH_OUTPUT ?? 'test-results/cells.json';
const button = contender.stop;

/**
 * How often a cell of the person's own is run.
 */
const OWN_CELLS = 50;

// Galata's own look at them takes an interrupt's answer for one that says something.
test.use({ kernels: null, sessions: null });

test('cells that answers run are stopped', async ({ page, tmpPath }) => {
  const notebook = `${tmpPath}/cells.ipynb`;
  const beats = `${tmpPath}/beats.txt`;
  const kernel = new Kernel(page, notebook);
  await page.contents.createDirectory(tmpPath);
  await kernel.start();
  const ownMs = await kernel.takenMs('1', OWN_CELLS);

  let chats = 0;
  /**
   * From the click to the last beat of the answer's cell and to the end of the person's behind it.
   */
  const stop = async (isBeside: boolean) => {
    const path = `${tmpPath}/${chats++}.chat`;
    const chat = await new Chat({ page, path }).create();
    await chat.choose('Runner');
    await chat.ask(notebook);
    await expect(chat.reply).toContainText('It trains.');
    const behind = isBeside ? kernel.overAt('6 * 7') : null;
    await expect(chat.area.locator(button)).toBeEnabled();
    await record(page, chat.areaSelector, button);
    await chat.area.locator(button).click();
    const lastMs = await kernel.lastBeatAt(beats);
    const { clickedAt } = await recording(page);
    if (clickedAt === null) {
      throw new Error('Stop was not pressed.');
    }
    if (lastMs === null) {
      await kernel.interrupt();
    }
    const overAt = await behind;
    await chat.close();
    return {
      lastBeatMs: lastMs === null ? null : Math.max(0, lastMs - clickedAt),
      // What the interrupt set free was not set free by the stop.
      behindMs: lastMs === null || overAt === null ? null : overAt - clickedAt
    };
  };

  const aloneMs: (number | null)[] = [];
  const besideMs: (number | null)[] = [];
  const behindMs: (number | null)[] = [];
  for (let i = 0; i < count; i++) {
    aloneMs.push((await stop(false)).lastBeatMs);
    const beside = await stop(true);
    besideMs.push(beside.lastBeatMs);
    behindMs.push(beside.behindMs);
  }
  writeFileSync(output, JSON.stringify({ aloneMs, besideMs, behindMs, ownMs }));
});

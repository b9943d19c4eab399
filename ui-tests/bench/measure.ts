import { expect } from '@playwright/test';

import type { Chat } from '../chat';
import type { ICompletion, Model } from '../model';
import { record, recording } from '../recorder';
import { IOwnWork, IWork, profileOwn, watchWork } from './work';

/**
 * How long a stop that has no effect is looked at before it is called so, in milliseconds.
 */
export const PATIENCE_MS = 12_000;

/**
 * How long the page must not have grown to be called still, in milliseconds.
 */
const QUIET_MS = 1_500;

export interface IStory {
  readonly name: string;
  readonly prompt: string;
  /** Whether it is time to press Stop. */
  readonly isTime: (completion: ICompletion) => boolean;
}

/**
 * One press of Stop. Times are milliseconds after the click.
 */
export interface IStop {
  readonly story: string;
  /** When the model saw its client go; null if it did not. */
  readonly letGoMs: number | null;
  /** When the text on the screen grew for the last time; 0 if not after the click. */
  readonly lastGrowthMs: number;
  readonly tokensAfter: number;
  readonly handledMs: number;
}

/**
 * Ask in a chat that is new, press a Stop button in time, and wait until all is quiet.
 */
export async function measureStop(
  chat: Chat,
  model: Model,
  story: IStory,
  button: string
): Promise<IStop> {
  await model.forget();
  await chat.ask(story.prompt);
  await expect(chat.area.locator(button)).toBeEnabled();
  await record(chat.page, chat.areaSelector, button);
  await model.waitFor(story.isTime);
  await chat.area.locator(button).click();
  let completion: ICompletion | undefined;
  await expect(async () => {
    const { clickedAt, lengths } = await recording(chat.page);
    const quietMs = Date.now() - (lengths.at(-1)?.[0] ?? 0);
    const waitedMs = Date.now() - (clickedAt ?? Infinity);
    completion = (await model.completions())[0];
    const isOver = completion?.ended_at !== null || waitedMs > PATIENCE_MS;
    expect(isOver && quietMs > QUIET_MS).toBe(true);
  }).toPass({ timeout: 60_000, intervals: [250] });
  const { clickedAt, handledMs, lengths, textAtClick } = await recording(
    chat.page
  );
  if (!completion || clickedAt === null) {
    throw new Error('Stop was not pressed.');
  }
  const { let_go_at, produced_at } = completion;
  const grown = lengths.filter(
    ([at, length]) => at > clickedAt && length > textAtClick.length
  );
  return {
    story: story.name,
    letGoMs: let_go_at === null ? null : let_go_at * 1000 - clickedAt,
    lastGrowthMs: grown.length > 0 ? (grown.at(-1)?.[0] ?? 0) - clickedAt : 0,
    tokensAfter: produced_at.filter(at => at * 1000 > clickedAt).length,
    handledMs
  };
}

/**
 * One answer that nobody stops. Times are in milliseconds.
 */
export interface IFullAnswer extends IWork {
  /** From the model's end to the last growth on the screen. */
  readonly lagMs: number;
  /** The longest that the server took for `GET /api/status` meanwhile. */
  readonly worstStatusMs: number;
}

/**
 * Ask in a chat that is new, and look at the server every 50 ms until all the text is there.
 */
export async function measureFullAnswer(
  chat: Chat,
  model: Model,
  prompt: string
): Promise<IFullAnswer> {
  await model.forget();
  await record(chat.page, chat.areaSelector, 'none');
  await chat.ask(prompt);
  const work = await watchWork(chat.page);
  const askServer = async () => {
    const askedAt = performance.now();
    await chat.page.request.get('/api/status');
    return performance.now() - askedAt;
  };
  const answers: Promise<number>[] = [];
  const asking = setInterval(() => answers.push(askServer()), 50);
  const { ended_at, produced } = await model.ended();
  await chat.waitForToken(produced - 1);
  clearInterval(asking);
  const worked = await work();
  const { lengths } = await recording(chat.page);
  return {
    ...worked,
    lagMs: (lengths.at(-1)?.[0] ?? NaN) - (ended_at ?? NaN) * 1000,
    worstStatusMs: Math.max(...(await Promise.all(answers)))
  };
}

/**
 * Ask in a chat that is new, and profile the page until all the text is there.
 */
export async function measureOwnWork(
  chat: Chat,
  model: Model,
  prompt: string
): Promise<IOwnWork> {
  await model.forget();
  await chat.ask(prompt);
  const work = await profileOwn(chat.page);
  const { produced } = await model.ended();
  await chat.waitForToken(produced - 1);
  return work();
}

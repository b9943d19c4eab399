import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import { expect } from '@playwright/test';

import type { ICompletion, IProgress, Model } from '../model';
import { record, recording } from '../recorder';
import { IAftermath, watchAftermath } from './aftermath';
import type { IContender, IOpenChat } from './contender';
import { Meter } from './meter';
import { IOwnWork, IWork, profileOwn, watchThread, watchWork } from './work';

/**
 * How long a stop that has no effect is looked at before it is called so, in milliseconds.
 */
export const PATIENCE_MS = 12_000;

/**
 * How long nobody looks at the page or asks the model after a click, in milliseconds: on a small
 * machine both are late with what they do while they are looked at.
 */
export const UNDISTURBED_MS = 300;

/**
 * How long the page must not have grown to be called still, in milliseconds.
 */
const QUIET_MS = 1_500;

/**
 * How long the page may be behind the model, in milliseconds.
 */
const BEHIND_MS = 5 * 60_000;

/**
 * How often another request asks the server, in milliseconds. Each takes some of its time.
 */
const LOOK_EVERY_MS = 200;

/**
 * A chat that nothing was said in, and whose it is.
 */
export interface IStage {
  readonly page: IJupyterLabPageFixture;
  readonly model: Model;
  readonly contender: IContender;
  readonly chat: IOpenChat;
}

/**
 * One press of Stop, by the names of `benchmarks/raw.py`. Times run from the click.
 */
export interface IStop {
  readonly growth_chars: number;
  readonly growth_ms: number;
  readonly handled_ms: number;
  readonly heard_ms: number | null;
  readonly let_go_ms: number | null;
  readonly told_ms: number | null;
  readonly tokens_after: number;
}

/**
 * Ask, press Stop in time, and wait until all is quiet.
 *
 * @param isTime - Whether it is time to press it.
 */
export async function measureStop(
  { page, model, contender, chat }: IStage,
  prompt: string,
  isTime: (progress: IProgress) => boolean
): Promise<IStop> {
  const { area, messages, stop, notSaid } = contender;
  const button = page.locator(`${area} ${stop}`).first();
  await model.forget();
  await chat.ask(prompt);
  await expect(button).toBeEnabled();
  await record(page, area, stop, messages, notSaid);
  const aftermath = await watchAftermath(page, contender);
  await model.waitFor(isTime);
  await button.click();
  await page.waitForTimeout(UNDISTURBED_MS);
  let completion: ICompletion | undefined;
  let after: IAftermath | undefined;
  await expect(async () => {
    const { clickedAt, lengths } = await recording(page);
    after = await aftermath();
    const quietMs = Date.now() - (lengths.at(-1)?.[0] ?? 0);
    const waitedMs = Date.now() - (clickedAt ?? Infinity);
    completion = (await model.completions())[0];
    const isOver = completion?.ended_at !== null && after.toldAt !== null;
    expect((isOver || waitedMs > PATIENCE_MS) && quietMs > QUIET_MS).toBe(true);
  }).toPass({ timeout: 60_000, intervals: [250] });
  const { clickedAt, handledMs, lengths, textAtClick } = await recording(page);
  if (!completion || !after || clickedAt === null) {
    throw new Error('Stop was not pressed.');
  }
  const { let_go_at, produced_at } = completion;
  const grown = lengths.filter(
    ([at, length]) => at > clickedAt && length > textAtClick.length
  );
  const longest = Math.max(...grown.map(([, length]) => length));
  const sinceClick = (at: number | null) =>
    at === null ? null : at - clickedAt;
  return {
    growth_chars: grown.length > 0 ? longest - textAtClick.length : 0,
    growth_ms: grown.length > 0 ? (grown.at(-1)?.[0] ?? 0) - clickedAt : 0,
    handled_ms: handledMs,
    heard_ms: sinceClick(after.heardAt),
    let_go_ms: sinceClick(let_go_at === null ? null : let_go_at * 1000),
    told_ms: sinceClick(after.toldAt),
    tokens_after: produced_at.filter(at => at * 1000 > clickedAt).length
  };
}

/**
 * One answer that nobody stops, by the names of `benchmarks/raw.py`.
 */
export interface IFullAnswer {
  readonly behind_ms: number;
  readonly worst_answer_ms: number;
  readonly server_cpu_s: number;
  readonly server_memory_mb: number;
  readonly page_cpu_s: number;
  readonly longest_task_ms: number;
}

/**
 * Ask, and look at the server now and then until all the text is there.
 */
export async function measureFullAnswer(
  { page, model, contender, chat }: IStage,
  prompt: string
): Promise<IFullAnswer> {
  const { area, messages } = contender;
  await model.forget();
  await record(page, area, 'none', messages);
  const meter = await Meter.start(page.request);
  const thread = await watchThread(page);
  const work = await watchWork(page);
  await chat.ask(prompt);
  const askServer = async () => {
    const askedAt = performance.now();
    await page.request.get('/api/status');
    return performance.now() - askedAt;
  };
  const answers: Promise<number>[] = [];
  const asking = setInterval(() => answers.push(askServer()), LOOK_EVERY_MS);
  const { ended_at, produced } = await model.ended();
  await waitForToken(page, contender, produced - 1);
  clearInterval(asking);
  const { longestTaskMs }: IWork = await work();
  const pageMs = await thread();
  const { cpuS, memoryMb } = await meter.end();
  const { lengths } = await recording(page);
  return {
    behind_ms: (lengths.at(-1)?.[0] ?? NaN) - (ended_at ?? NaN) * 1000,
    worst_answer_ms: Math.max(...(await Promise.all(answers))),
    server_cpu_s: cpuS,
    server_memory_mb: memoryMb,
    page_cpu_s: pageMs / 1000,
    longest_task_ms: longestTaskMs
  };
}

/**
 * Ask, and profile the page until all the text is there.
 */
export async function measureOwnWork(
  { page, model, contender, chat }: IStage,
  prompt: string
): Promise<IOwnWork> {
  await model.forget();
  await chat.ask(prompt);
  const work = await profileOwn(page);
  const { produced } = await model.ended();
  await waitForToken(page, contender, produced - 1);
  return work();
}

/**
 * Wait until this token is on the screen.
 */
export async function waitForToken(
  page: IJupyterLabPageFixture,
  { area, messages }: IContender,
  index: number
): Promise<void> {
  // An expectation would be looked at twice a second.
  await page.waitForFunction(
    ([messages, token]) => {
      const reply = [...document.querySelectorAll(messages)].pop();
      return new RegExp(token).test(reply?.textContent ?? '');
    },
    [`${area} ${messages}`, `\\bw${index}\\b`] as const,
    { polling: 50, timeout: BEHIND_MS }
  );
}

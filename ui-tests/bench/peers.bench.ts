import { writeFileSync } from 'fs';

import { Browser, expect, Page, test } from '@playwright/test';
import { gzipSync } from 'zlib';

import base from '../playwright.config';
import { ICompletion, Model } from '../model';
import { IPageParts, IShown, recordFromBeginning, shown } from './any-page';
import { PATIENCE_MS, UNDISTURBED_MS } from './measure';

/**
 * One press of Stop. Times are milliseconds after the click; null where it never came.
 */
interface IPeerStop {
  readonly growthChars: number;
  readonly growthMs: number;
  readonly handledMs: number | null;
  readonly letGoMs: number | null;
  readonly toldMs: number | null;
  readonly tokensAfter: number;
}

/**
 * One answer that nobody stops. Moments are milliseconds since the epoch.
 */
interface IPeerAnswer {
  readonly askedAt: number;
  readonly endedAt: number;
  /** When the page had shown all; null where it did not within the time that was waited. */
  readonly shownAt: number | null;
}

interface IWork {
  readonly rate: number;
  readonly tokens: number;
  /** How many tokens are produced before Stop is pressed. */
  readonly stop_after: number;
  readonly stops: number;
  readonly answers: number;
}

/**
 * How long a page must not have grown to be called still, in milliseconds.
 */
const QUIET_MS = 1_500;

/**
 * How long a person takes from key to key, and before Enter: an input that loses what is typed
 * faster is no matter here. In milliseconds.
 */
const KEY_MS = 20;
const BEFORE_ENTER_MS = 300;

/**
 * How long a page is waited for that is behind the model, in milliseconds.
 */
const BEHIND_PATIENCE_MS = 60_000;

/**
 * Where a page is shown that could not be driven.
 */
const FAILED = `test-results/${process.env.BENCH_NAME}-failed.png`;

const parts: IPageParts = JSON.parse(process.env.BENCH_PAGE ?? '{}');
const work: IWork = JSON.parse(process.env.BENCH_WORK ?? '{}');
const output = process.env.BENCH_OUTPUT ?? 'test-results/peer.json';

test.use({
  launchOptions: {
    ...base.use?.launchOptions,
    args: [
      ...(base.use?.launchOptions?.args ?? []),
      // Fonts and news of other hosts: who waits for them is not measured.
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost'
    ]
  }
});

test('stops and full answers of another program are measured', async ({
  browser,
  request
}) => {
  const model = new Model(request);
  const stops: IPeerStop[] = [];
  const answers: IPeerAnswer[] = [];
  let scriptKb = 0;
  for (let i = 0; i < work.answers; i++) {
    await inNewPage(browser, async page => {
      const weight = weigh(page);
      answers.push(await measureAnswer(page, model, work));
      scriptKb = Math.max(scriptKb, await weight());
    });
  }
  for (let i = 0; i < work.stops; i++) {
    await inNewPage(browser, async page => {
      stops.push(await measureStop(page, model, work));
    });
  }
  writeFileSync(output, JSON.stringify({ stops, answers, scriptKb }));
});

/**
 * As somebody has it who comes for the first time.
 */
async function inNewPage(
  browser: Browser,
  use: (page: Page) => Promise<void>
): Promise<void> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await recordFromBeginning(page, parts);
  try {
    await use(page);
  } catch (error) {
    await page.screenshot({ path: FAILED });
    throw error;
  } finally {
    await context.close();
  }
}

/**
 * Open the chat and ask for an answer.
 */
async function ask(page: Page, model: Model, work: IWork): Promise<void> {
  if (parts.dismiss) {
    const news = page.locator(parts.dismiss).first();
    await page.addLocatorHandler(news, button => button.click());
  }
  await page.goto(parts.path);
  for (const selector of parts.before) {
    await page.locator(selector).first().click();
  }
  const input = page.locator(parts.input).last();
  await expect(input).toBeEditable();
  await model.forget();
  await input.click();
  // One sends what was typed before the last key.
  const prompt = `rate=${work.rate} length=${work.tokens} please`;
  await input.pressSequentially(prompt, { delay: KEY_MS });
  await page.waitForTimeout(BEFORE_ENTER_MS);
  await input.press('Enter');
  const { length } = await model.waitFor(() => true);
  if (length !== work.tokens) {
    throw new Error(
      `The model was asked for ${length} tokens, and not for ${work.tokens}.`
    );
  }
}

async function measureStop(
  page: Page,
  model: Model,
  work: IWork
): Promise<IPeerStop> {
  await ask(page, model, work);
  const button = page
    .locator(parts.stop, { hasText: parts.stop_text })
    .filter({ visible: true })
    .last();
  await expect(button).toBeEnabled();
  await model.waitFor(({ produced }) => produced >= work.stop_after);
  await button.click();
  await page.waitForTimeout(UNDISTURBED_MS);
  let completion: ICompletion | undefined;
  let after: IShown | undefined;
  await expect(async () => {
    after = await shown(page);
    completion = (await model.completions())[0];
    const { clickedAt, lengths, toldAt } = after;
    const waitedMs = Date.now() - (clickedAt ?? Infinity);
    const quietMs = Date.now() - (lengths.at(-1)?.[0] ?? 0);
    const isOver = completion?.ended_at !== null && toldAt !== null;
    expect((isOver || waitedMs > PATIENCE_MS) && quietMs > QUIET_MS).toBe(true);
  })
    .toPass({ timeout: BEHIND_PATIENCE_MS, intervals: [250] })
    // What it has come to by then is what is told.
    .catch(() => undefined);
  if (!completion || !after || after.clickedAt === null) {
    throw new Error('Stop was not pressed.');
  }
  return stopOf(after, after.clickedAt, completion);
}

function stopOf(
  { handledMs, toldAt, lengthAtClick, lengths }: IShown,
  clickedAt: number,
  { let_go_at, produced_at }: ICompletion
): IPeerStop {
  const grown = lengths.filter(
    ([at, length]) => at > clickedAt && length > lengthAtClick
  );
  const longest = Math.max(lengthAtClick, ...grown.map(([, length]) => length));
  return {
    growthChars: longest - lengthAtClick,
    growthMs: grown.length > 0 ? (grown.at(-1)?.[0] ?? 0) - clickedAt : 0,
    handledMs,
    letGoMs: let_go_at === null ? null : let_go_at * 1000 - clickedAt,
    toldMs: toldAt === null ? null : toldAt - clickedAt,
    tokensAfter: produced_at.filter(at => at * 1000 > clickedAt).length
  };
}

async function measureAnswer(
  page: Page,
  model: Model,
  work: IWork
): Promise<IPeerAnswer> {
  await ask(page, model, work);
  const { started_at, ended_at, length } = await model.ended();
  let shownAt: number | null = null;
  await expect(async () => {
    const { lengths } = await shown(page);
    const last = lengths.find(([, , token]) => token === length - 1);
    expect(last).toBeDefined();
    shownAt = last?.[0] ?? null;
  })
    .toPass({ timeout: BEHIND_PATIENCE_MS, intervals: [250] })
    .catch(() => undefined);
  return {
    askedAt: started_at * 1000,
    endedAt: (ended_at ?? NaN) * 1000,
    shownAt
  };
}

/**
 * Weigh the scripts that a page loads, from now on, each once.
 *
 * @returns A function that says how much they are, gzipped, in kilobytes.
 */
function weigh(page: Page): () => Promise<number> {
  const scripts = new Set<string>();
  page.on('response', response => {
    const type = response.headers()['content-type'] ?? '';
    const url = response.url();
    // What a page makes of what it has loaded is not loaded again.
    const isLoaded = type.includes('javascript') && url.startsWith('http');
    if (isLoaded && url.includes(parts.scripts)) {
      scripts.add(url);
    }
  });
  return async () => {
    let bytes = 0;
    for (const url of scripts) {
      const response = await page.request.get(url);
      bytes += gzipSync(await response.body()).length;
    }
    return bytes / 1000;
  };
}

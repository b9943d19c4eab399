import { writeFileSync } from 'fs';

import { expect } from '@playwright/test';

import { Chat } from '../chat';
import { test } from '../fixtures';
import { contender } from './contender';
import { measureClick, measureKeys, measureOpening } from './in-use';
import { longChat } from './long-chat';
import {
  IFullAnswer,
  measureFullAnswer,
  UNDISTURBED_MS,
  waitForToken
} from './measure';

const messages = Number(process.env.BENCH_MESSAGES ?? '2000');
const output = process.env.BENCH_OUTPUT ?? 'test-results/long.json';
const KEYS = 11;
const REPLY = 'rate=50 length=300';
const LONGER_REPLY = 'rate=50 length=6000';
const CLICK_AT = 100;
const CLICKS = 5;
const ANSWERS = 3;

/**
 * How long the page may take to show Stop, in milliseconds.
 */
const PATIENCE_MS = 5 * 60_000;

test('a long chat is opened, typed into, streamed to and stopped in', async ({
  page,
  tmpPath,
  model
}) => {
  const chat = new Chat({ page, path: `${tmpPath}/long.chat` });
  const person = await page.evaluate(
    () => window.jupyterapp.serviceManager.user.identity?.username ?? 'person'
  );
  const text = longChat({ messages, person });
  await page.contents.uploadContent(text, 'text', chat.path);

  const opening = await measureOpening(chat, messages);
  const keysMs = await measureKeys(chat, KEYS);
  // Its personas are there.
  await chat.open();
  const stage = { page, model, contender, chat };
  const answers: IFullAnswer[] = [];
  for (let i = 0; i < ANSWERS; i++) {
    answers.push(await measureFullAnswer(stage, REPLY));
  }

  const paintedMs: number[] = [];
  for (let i = 0; i < CLICKS; i++) {
    await model.forget();
    await chat.ask(LONGER_REPLY);
    await expect(chat.area.locator(contender.stop)).toBeEnabled({
      timeout: PATIENCE_MS
    });
    await model.waitFor(({ produced }) => produced >= CLICK_AT);
    paintedMs.push(await measureClick(chat, contender.stop));
    await page.waitForTimeout(UNDISTURBED_MS);
    const [completion] = await model.completions();
    if (completion?.let_go_at === null) {
      // It would be beside the next click.
      const { produced } = await model.finish();
      await waitForToken(page, contender, produced - 1);
    }
  }

  writeFileSync(
    output,
    JSON.stringify({
      opening_ms: [opening.openingMs],
      opening_cpu_ms: [opening.openingWorkMs],
      key_ms: keysMs,
      behind_ms: answers.map(answer => answer.behind_ms),
      worst_answer_ms: answers.map(answer => answer.worst_answer_ms),
      server_cpu_s: answers.map(answer => answer.server_cpu_s),
      page_cpu_s: answers.map(answer => answer.page_cpu_s),
      longest_task_ms: answers.map(answer => answer.longest_task_ms),
      painted_ms: paintedMs
    })
  );
});

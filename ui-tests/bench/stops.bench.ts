import { writeFileSync } from 'fs';

import { test } from '../fixtures';
import { noteFrames } from './aftermath';
import { contender } from './contender';
import {
  IFullAnswer,
  IStop,
  measureFullAnswer,
  measureOwnWork,
  measureStop
} from './measure';
import type { IOwnWork } from './work';

/**
 * What the contender is given to do, of `benchmarks/page.py`.
 */
interface ITask {
  readonly prompt: string;
  /** After how many tokens Stop is pressed, and after how many seconds. */
  readonly stopAfter: { readonly tokens: number; readonly seconds: number };
  readonly stops: number;
  readonly answers: number;
  readonly profiled: number;
}

const tasks: readonly ITask[] = JSON.parse(process.env.BENCH_TASKS ?? '[]');
const output = process.env.BENCH_OUTPUT ?? 'test-results/bench.json';

test('stops and full answers are measured', async ({
  page,
  tmpPath,
  model
}) => {
  await noteFrames(page);
  await page.reload();
  await page.evaluate(() => window.jupyterapp.restored);
  let chats = 0;
  const inNewChat = async <T>(
    measure: (stage: Parameters<typeof measureStop>[0]) => Promise<T>
  ): Promise<T> => {
    const chat = await contender.open(page, `${tmpPath}/${chats++}.chat`);
    const measured = await measure({ page, model, contender, chat });
    await chat.close();
    return measured;
  };
  const measured = [];
  for (const { prompt, stopAfter, ...counts } of tasks) {
    const stops: IStop[] = [];
    const answers: IFullAnswer[] = [];
    const profiled: IOwnWork[] = [];
    const { tokens, seconds } = stopAfter;
    for (let i = 0; i < counts.stops; i++) {
      const stop = await inNewChat(stage =>
        measureStop(
          stage,
          prompt,
          ({ produced, started_at }) =>
            produced >= tokens && Date.now() / 1000 - started_at >= seconds
        )
      );
      stops.push(stop);
    }
    for (let i = 0; i < counts.answers; i++) {
      answers.push(await inNewChat(stage => measureFullAnswer(stage, prompt)));
    }
    for (let i = 0; i < counts.profiled; i++) {
      profiled.push(await inNewChat(stage => measureOwnWork(stage, prompt)));
    }
    measured.push({ stops, answers, profiled });
  }
  writeFileSync(output, JSON.stringify(measured));
});

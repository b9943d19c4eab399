import { writeFileSync } from 'fs';

import { Chat } from '../chat';
import { test } from '../fixtures';
import {
  IFullAnswer,
  IStop,
  IStory,
  measureFullAnswer,
  measureOwnWork,
  measureStop
} from './measure';
import type { IOwnWork } from './work';

const count = Number(process.env.BENCH_COUNT ?? '10');
const longCount = Number(process.env.BENCH_LONG_COUNT ?? '3');
// Without this extension there is nothing of it to look for.
const profiledCount = process.env.WITHOUT_STOP_STREAM ? 0 : longCount;
const output = process.env.BENCH_OUTPUT ?? 'test-results/bench.json';
const button = process.env.WITHOUT_STOP_STREAM
  ? '.jp-jai-stopButton'
  : '.jp-StopStream-stop';

const LONG = 'rate=400 length=6000';

const stories: readonly (IStory & { readonly count: number })[] = [
  {
    name: '50 tokens/s, after 2 s',
    prompt: 'rate=50 length=400',
    isTime: ({ produced }) => produced >= 100,
    count
  },
  {
    name: 'before the first token',
    prompt: 'first_token_s=5 rate=100 length=200',
    isTime: ({ started_at }) => Date.now() / 1000 - started_at > 1,
    count
  },
  {
    name: 'in a stall',
    prompt: 'rate=100 length=400 stall_at=100',
    isTime: ({ produced }) => produced === 100,
    count
  },
  {
    name: '400 tokens/s x 6000, after 13 s',
    prompt: LONG,
    isTime: ({ produced }) => produced >= 13 * 400,
    count: longCount
  }
];

test('stops and full answers are measured', async ({
  page,
  tmpPath,
  model
}) => {
  let chats = 0;
  const newChat = () =>
    new Chat({ page, path: `${tmpPath}/${chats++}.chat` }).create();
  const stops: IStop[] = [];
  const answers: IFullAnswer[] = [];
  const profiled: IOwnWork[] = [];
  for (const story of stories) {
    for (let i = 0; i < story.count; i++) {
      const chat = await newChat();
      stops.push(await measureStop(chat, model, story, button));
      await chat.close();
    }
  }
  for (let i = 0; i < longCount; i++) {
    const chat = await newChat();
    answers.push(await measureFullAnswer(chat, model, LONG));
    await chat.close();
  }
  for (let i = 0; i < profiledCount; i++) {
    const chat = await newChat();
    profiled.push(await measureOwnWork(chat, model, LONG));
    await chat.close();
  }
  writeFileSync(output, JSON.stringify({ stops, answers, profiled }));
});

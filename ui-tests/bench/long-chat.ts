import type { IMark, ISavedMessage } from '../chat';

/**
 * How a chat is made that has been used for long.
 */
export interface ILongChat {
  /** Prompts and replies together. */
  readonly messages: number;
  /** The one who asked, and who stopped. */
  readonly person: string;
}

/**
 * Every so many messages, one is a reply that was stopped.
 */
const STOPPED_EVERY = 10;

/**
 * Every so many stopped replies, one has a tail that was not shown.
 */
const UNSEEN_EVERY = 4;

/**
 * Every so many stopped replies, one could not be cancelled.
 */
const DETACHED_EVERY = 20;

const PERSONA = 'jupyter-ai-personas::streamer_persona::Streamer';

const STARTED_AT_S = 1_760_000_000;

const SENTENCES: readonly string[] = [
  'The frame has one row for each reading, and its index is the time at which it was taken.',
  'A gap of more than **two hours** is left out, because the mean across it says nothing.',
  'Take `resample` before `rolling`, or the window counts rows and not minutes.',
  'The [documentation](https://example.org/guide) has an example with a station of each kind.',
  'Both columns are floats, so that a missing value is a NaN and the column keeps its type.'
];

const LIST = [
  '1. Read the file with `parse_dates`.',
  '2. Drop what was measured twice.',
  '3. Plot the rest, one line a station.'
].join('\n');

const CODE = [
  '```python',
  'import pandas as pd',
  '',
  'readings = pd.read_csv("readings.csv", parse_dates=["at"], index_col="at")',
  'hourly = readings.groupby("station").resample("1h").mean()',
  'print(hourly.tail(12))',
  '```'
].join('\n');

/**
 * The text of a chat's file: prompts and their replies in turn, of 300 to 1,500 characters of
 * markdown, every tenth message a stopped reply.
 */
export function longChat(options: ILongChat): string {
  const { person } = options;
  const messages = Array.from({ length: options.messages }, (_, index) =>
    message(index, person)
  );
  const users = {
    [person]: { username: person, name: person, display_name: person },
    [PERSONA]: { username: PERSONA, name: 'Streamer', bot: true }
  };
  return JSON.stringify({ messages, users, attachments: {}, metadata: {} });
}

function message(index: number, person: string): ISavedMessage {
  const isReply = index % 2 === 1;
  const said = {
    id: id(index),
    type: 'msg',
    time: STARTED_AT_S + index * 60,
    raw_time: false,
    sender: isReply ? PERSONA : person,
    body: isReply ? reply(index) : paragraph(index, 4),
    mentions: []
  };
  return isReply
    ? { ...said, metadata: { stop_stream: mark(index, person) } }
    : said;
}

/**
 * What this extension's server writes into a reply, also where nobody stopped it.
 */
function mark(index: number, person: string): IMark {
  const mark = {
    generation_id: `generation-${index}`,
    prompt_id: id(index - 1)
  };
  if (index % STOPPED_EVERY !== STOPPED_EVERY - 1) {
    return { ...mark, status: 'complete' };
  }
  const stopped = Math.floor(index / STOPPED_EVERY);
  const isUnseen = stopped % UNSEEN_EVERY === 0;
  return {
    ...mark,
    status: 'interrupted',
    stopped_by: person,
    stopped_at: STARTED_AT_S + index * 60 + 5,
    receipt: stopped % DETACHED_EVERY === 0 ? 'detached' : 'cancelled',
    ...(isUnseen ? { unseen: paragraph(index, 2) } : {})
  };
}

function id(index: number): string {
  return `message-${index}`;
}

/**
 * Text, with a list in every other reply and code in two of three.
 */
function reply(index: number): string {
  const turn = (index - 1) / 2;
  return [
    `### Answer ${turn}`,
    paragraph(index, 3 + (turn % 5)),
    ...(turn % 2 ? [LIST] : []),
    ...(turn % 3 ? [CODE] : []),
    paragraph(index + 2, 1 + (turn % 3))
  ].join('\n\n');
}

function paragraph(index: number, sentences: number): string {
  return Array.from(
    { length: sentences },
    (_, offset) => SENTENCES[(index + offset) % SENTENCES.length]
  ).join(' ');
}

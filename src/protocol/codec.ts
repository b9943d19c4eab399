import {
  asFields,
  asFlag,
  asNumber,
  asText,
  Fields,
  FrameError,
  isFields,
  listOf,
  objectOf,
  oneOf,
  optional,
  orNull,
  Reader,
  word
} from './fields';
import type {
  IErrorFrame,
  ICommand,
  IExecution,
  IGenerationFrame,
  IGenerationRecord,
  IGenerationsFrame,
  ILimit,
  IMark,
  IProblem,
  IReplyFrame,
  ITouched,
  ServerFrame
} from './frames';
import {
  CAUSES,
  DIDS,
  ERROR_CODES,
  EXECUTION_STATES,
  LIMIT_KINDS,
  MARK_STATUSES,
  OUTCOMES,
  RECEIPTS,
  RESOURCES,
  STATES
} from './words';

export const PROTOCOL_VERSION = 1;

/**
 * The server speaks another version of the protocol than this page.
 */
export class VersionError extends FrameError {}

/**
 * The key of the mark in a message's metadata.
 */
export const MARK_KEY = 'stop_stream';

/**
 * Parse what the server sent.
 *
 * @throws VersionError - the server speaks another version of the protocol.
 * @throws FrameError - it is not one of the schema's server frames; the message names the field.
 */
export function decode(text: string): ServerFrame {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new FrameError('The frame is not JSON.');
  }
  const type = readType(asFields(value, 'frame').type, 'type');
  return PARSERS[type](value, type);
}

/**
 * Parse one generation as the server tells of it.
 *
 * @throws FrameError - it is not what the schema says; the message names the field.
 */
export function parseRecord(value: unknown): IGenerationRecord {
  return readRecord(value, 'generation');
}

/**
 * Whether the mark in a message's metadata, if it is one, says that the message is being written,
 * was stopped, or broke off.
 */
export function isUnfinished(metadata: unknown): boolean {
  const status = fieldsOfMark(metadata)?.status;
  return status !== undefined && status !== 'complete';
}

/**
 * The mark in a message's metadata, or `null` where there is none that can be read. A chat file
 * may hold anything.
 */
export function parseMark(metadata: unknown): IMark | null {
  const mark = fieldsOfMark(metadata);
  // Most messages have none, and an exception for each would block a long chat for seconds.
  if (!mark) {
    return null;
  }
  try {
    return readMark(mark, MARK_KEY);
  } catch (reason) {
    if (reason instanceof FrameError) {
      return null;
    }
    throw reason;
  }
}

const textOrNull = orNull(asText);
const receipt = word(RECEIPTS);
const resources = listOf(word(RESOURCES));

const readExecution = objectOf<IExecution>({
  execution_id: asText,
  kernel_id: asText,
  state: word(EXECUTION_STATES),
  notebook: optional(asText),
  cell_id: optional(asText)
});

const readCommand = objectOf<ICommand>({
  execution_id: asText,
  command: asText
});

const readRecord = objectOf<IGenerationRecord>({
  generation_id: asText,
  chat_id: asText,
  chat_path: textOrNull,
  prompt_id: asText,
  persona_id: asText,
  persona_name: asText,
  state: word(STATES),
  outcome: orNull(word(OUTCOMES)),
  receipt: orNull(receipt),
  closed: resources,
  left: resources,
  executions: optional(listOf(readExecution)),
  commands: optional(listOf(readCommand)),
  reply_ids: listOf(asText),
  is_mine: asFlag,
  may_stop: asFlag,
  stopped_by: textOrNull,
  started_at: asNumber,
  began_at: optional(asNumber),
  asks_person: optional(asFlag),
  is_saved: optional(asFlag),
  can_regenerate: optional(asFlag),
  can_reload: optional(asFlag),
  place: optional(asNumber),
  can_take_back: optional(asFlag),
  revision: asNumber
});

const readTouched = objectOf<ITouched>({
  did: listOf(word(DIDS)),
  notebook: optional(asText),
  cell_id: optional(textOrNull),
  file: optional(asText),
  command: optional(asText)
});

const readLimit = objectOf<ILimit>({
  kind: word(LIMIT_KINDS),
  amount: asNumber,
  is_servers: optional(asFlag)
});

const readMark = objectOf<IMark>({
  generation_id: asText,
  prompt_id: asText,
  status: word(MARK_STATUSES),
  reason: optional(asText),
  cause: optional(word(CAUSES)),
  stopped_by: optional(textOrNull),
  stopped_by_name: optional(asText),
  stopped_at: optional(asNumber),
  limit: optional(readLimit),
  took_s: optional(asNumber),
  characters: optional(asNumber),
  receipt: optional(receipt),
  waited_for: optional(asText),
  stop_id: optional(asText),
  left: optional(resources),
  unseen: optional(asText),
  is_rewritten: optional(asFlag),
  touched: optional(listOf(readTouched)),
  touched_beyond: optional(asNumber),
  can_regenerate: optional(asFlag),
  can_reload: optional(asFlag),
  can_continue: optional(asFlag),
  continues: optional(asText)
});

const problem = { code: word(ERROR_CODES), text: asText };

const version: Reader<typeof PROTOCOL_VERSION> = (value, name) => {
  if (value !== PROTOCOL_VERSION) {
    throw new VersionError(
      `${name}: this page speaks ${PROTOCOL_VERSION}, the server ${String(value)}.`
    );
  }
  return value;
};

type Parsers = {
  readonly [T in ServerFrame['type']]: Reader<
    Extract<ServerFrame, { type: T }>
  >;
};

const PARSERS: Parsers = {
  generations: objectOf<IGenerationsFrame>({
    type: oneOf(['generations']),
    protocol_version: version,
    chat_id: asText,
    chat_path: optional(asText),
    is_connected: optional(asFlag),
    generations: listOf(readRecord),
    ended: optional(listOf(readRecord))
  }),
  generation: objectOf<IGenerationFrame>({
    type: oneOf(['generation']),
    generation: readRecord
  }),
  reply: objectOf<IReplyFrame>({
    type: oneOf(['reply']),
    request_id: asText,
    status: oneOf(['accepted', 'refused']),
    generation_ids: listOf(asText),
    error: optional(objectOf<IProblem>(problem))
  }),
  error: objectOf<IErrorFrame>({
    type: oneOf(['error']),
    request_id: optional(asText),
    ...problem
  })
};

const readType: Reader<ServerFrame['type']> = oneOf([
  'generations',
  'generation',
  'reply',
  'error'
]);

function fieldsOfMark(metadata: unknown): Fields | null {
  const mark = isFields(metadata) ? metadata[MARK_KEY] : undefined;
  return isFields(mark) ? mark : null;
}

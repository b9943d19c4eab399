import {
  asFields,
  asFlag,
  asList,
  asNumber,
  asOneOf,
  asText,
  asTexts,
  asWord,
  asWords,
  Fields,
  FrameError,
  ifPresent,
  isFields,
  orNull
} from './fields';
import type {
  ClientFrame,
  IGenerationRecord,
  IMark,
  IProblem,
  ServerFrame
} from './frames';
import {
  CAUSES,
  ERROR_CODES,
  MARK_STATUSES,
  OUTCOMES,
  Receipt,
  RECEIPTS,
  Resource,
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
 * The text of a frame to the server.
 */
export function encode(frame: ClientFrame): string {
  return JSON.stringify(frame);
}

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
  const fields = asFields(value, 'frame');
  const type = asOneOf(fields, 'type', Private.TYPES);
  return Private.PARSERS[type](fields);
}

/**
 * Parse one generation as the server tells of it.
 *
 * @throws FrameError - it is not what the schema says; the message names the field.
 */
export function parseRecord(value: unknown): IGenerationRecord {
  const fields = asFields(value, 'generation');
  return {
    generation_id: asText(fields, 'generation_id'),
    chat_id: asText(fields, 'chat_id'),
    chat_path: Private.textOrNull(fields, 'chat_path'),
    prompt_id: asText(fields, 'prompt_id'),
    persona_id: asText(fields, 'persona_id'),
    persona_name: asText(fields, 'persona_name'),
    state: asWord(fields, 'state', STATES),
    outcome: orNull(fields, 'outcome', () =>
      asWord(fields, 'outcome', OUTCOMES)
    ),
    receipt: orNull(fields, 'receipt', Private.receipt),
    closed: Private.resources(fields, 'closed'),
    left: Private.resources(fields, 'left'),
    reply_ids: asTexts(fields, 'reply_ids'),
    is_mine: asFlag(fields, 'is_mine'),
    may_stop: asFlag(fields, 'may_stop'),
    stopped_by: Private.textOrNull(fields, 'stopped_by'),
    started_at: asNumber(fields, 'started_at'),
    ...ifPresent(fields, 'is_saved', asFlag),
    revision: asNumber(fields, 'revision')
  };
}

/**
 * Whether there is anything in a message's metadata that may be a mark.
 */
export function hasMark(metadata: unknown): boolean {
  return isFields(metadata) && MARK_KEY in metadata;
}

/**
 * The mark in a message's metadata, or `null` where there is none that can be read. A chat file
 * may hold anything.
 */
export function parseMark(metadata: unknown): IMark | null {
  const mark = isFields(metadata) ? metadata[MARK_KEY] : undefined;
  // Most messages have none, and an exception for each would block a long chat for seconds.
  if (!isFields(mark)) {
    return null;
  }
  try {
    return Private.mark(mark);
  } catch (reason) {
    if (reason instanceof FrameError) {
      return null;
    }
    throw reason;
  }
}

namespace Private {
  const STATUSES = ['accepted', 'refused'] as const;

  export function mark(fields: Fields): IMark {
    return {
      generation_id: asText(fields, 'generation_id'),
      prompt_id: asText(fields, 'prompt_id'),
      status: asWord(fields, 'status', MARK_STATUSES),
      ...ifPresent(fields, 'reason', asText),
      ...ifPresent(fields, 'cause', () => asWord(fields, 'cause', CAUSES)),
      ...ifPresent(fields, 'stopped_by', textOrNull),
      ...ifPresent(fields, 'stopped_by_name', asText),
      ...ifPresent(fields, 'stopped_at', asNumber),
      ...ifPresent(fields, 'receipt', receipt),
      ...ifPresent(fields, 'left', resources),
      ...ifPresent(fields, 'unseen', asText),
      ...ifPresent(fields, 'is_rewritten', asFlag)
    };
  }

  type Parsers = {
    readonly [T in ServerFrame['type']]: (
      fields: Fields
    ) => Extract<ServerFrame, { type: T }>;
  };

  export const PARSERS: Parsers = {
    generations: fields => {
      if (fields.protocol_version !== PROTOCOL_VERSION) {
        throw new VersionError(
          `protocol_version: this page speaks ${PROTOCOL_VERSION}, the server ${String(fields.protocol_version)}.`
        );
      }
      return {
        type: 'generations',
        protocol_version: PROTOCOL_VERSION,
        chat_id: asText(fields, 'chat_id'),
        ...ifPresent(fields, 'chat_path', asText),
        ...ifPresent(fields, 'is_connected', asFlag),
        generations: asList(fields, 'generations').map(parseRecord)
      };
    },
    generation: fields => ({
      type: 'generation',
      generation: parseRecord(fields.generation)
    }),
    reply: fields => ({
      type: 'reply',
      request_id: asText(fields, 'request_id'),
      status: asOneOf(fields, 'status', STATUSES),
      generation_ids: asTexts(fields, 'generation_ids'),
      ...ifPresent(fields, 'error', () =>
        problem(asFields(fields.error, 'error'))
      )
    }),
    error: fields => ({
      type: 'error',
      ...problem(fields),
      ...ifPresent(fields, 'request_id', asText)
    })
  };

  export const TYPES: readonly ServerFrame['type'][] = [
    'generations',
    'generation',
    'reply',
    'error'
  ];

  export function receipt(fields: Fields, name: string): Receipt {
    return asWord(fields, name, RECEIPTS);
  }

  export function resources(fields: Fields, name: string): readonly Resource[] {
    return asWords(fields, name, RESOURCES);
  }

  export function textOrNull(fields: Fields, name: string): string | null {
    return orNull(fields, name, asText);
  }

  function problem(fields: Fields): IProblem {
    return {
      code: asWord(fields, 'code', ERROR_CODES),
      text: asText(fields, 'text')
    };
  }
}

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
  orNull
} from './fields';
import {
  ClientFrame,
  ErrorCode,
  IGenerationRecord,
  IMark,
  IProblem,
  MarkStatus,
  Outcome,
  Receipt,
  Resource,
  ServerFrame,
  State
} from './frames';

export const PROTOCOL_VERSION = 1;

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
    state: asWord(fields, 'state', Private.STATES),
    outcome: orNull(fields, 'outcome', () =>
      asWord(fields, 'outcome', Private.OUTCOMES)
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
 * The mark in a message's metadata, or `null` where there is none that can be read. A chat file
 * may hold anything.
 */
export function parseMark(metadata: unknown): IMark | null {
  try {
    const fields = asFields(asFields(metadata, 'metadata')[MARK_KEY], MARK_KEY);
    return {
      generation_id: asText(fields, 'generation_id'),
      prompt_id: asText(fields, 'prompt_id'),
      status: asWord(fields, 'status', Private.MARK_STATUSES),
      ...ifPresent(fields, 'reason', asText),
      ...ifPresent(fields, 'stopped_by', Private.textOrNull),
      ...ifPresent(fields, 'stopped_by_name', asText),
      ...ifPresent(fields, 'stopped_at', asNumber),
      ...ifPresent(fields, 'receipt', Private.receipt),
      ...ifPresent(fields, 'left', Private.resources),
      ...ifPresent(fields, 'unseen', asText),
      ...ifPresent(fields, 'is_rewritten', asFlag)
    };
  } catch (reason) {
    if (reason instanceof FrameError) {
      return null;
    }
    throw reason;
  }
}

namespace Private {
  export const STATES: readonly State[] = [
    'queued',
    'running',
    'stopping',
    'ended'
  ];
  export const OUTCOMES: readonly Outcome[] = [
    'complete',
    'interrupted',
    'error'
  ];
  const RECEIPTS: readonly Receipt[] = ['cancelled', 'detached'];
  const RESOURCES: readonly Resource[] = [
    'task',
    'thread',
    'request',
    'process',
    'agent'
  ];
  const STATUSES = ['accepted', 'refused'] as const;
  const CODES: readonly ErrorCode[] = [
    'bad_frame',
    'too_large',
    'unknown_chat',
    'unknown_generation',
    'unknown_prompt',
    'not_allowed',
    'internal'
  ];
  export const MARK_STATUSES: readonly MarkStatus[] = [
    'streaming',
    'complete',
    'interrupted',
    'error'
  ];

  type Parsers = {
    readonly [T in ServerFrame['type']]: (
      fields: Fields
    ) => Extract<ServerFrame, { type: T }>;
  };

  export const PARSERS: Parsers = {
    generations: fields => {
      if (fields.protocol_version !== PROTOCOL_VERSION) {
        throw new FrameError(
          `protocol_version: this page speaks ${PROTOCOL_VERSION}, the server ${String(fields.protocol_version)}.`
        );
      }
      return {
        type: 'generations',
        protocol_version: PROTOCOL_VERSION,
        chat_id: asText(fields, 'chat_id'),
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
      code: asWord(fields, 'code', CODES),
      text: asText(fields, 'text')
    };
  }
}

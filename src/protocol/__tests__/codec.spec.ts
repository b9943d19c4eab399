import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';

import {
  ClientFrame,
  decode,
  FrameError,
  IGenerationsFrame,
  MARK_KEY,
  parseMark,
  PROTOCOL_VERSION,
  ServerFrame,
  VersionError
} from '..';

const GOLDEN = join(__dirname, '../../../tests/golden');

const golden = (name: string): unknown =>
  JSON.parse(readFileSync(join(GOLDEN, `${name}.json`), 'utf-8'));

/**
 * What the golden file of each client frame says, typed. The compiler asks for one of each type.
 */
const CLIENT: {
  readonly [T in ClientFrame['type']]: Extract<ClientFrame, { type: T }>;
} = {
  subscribe: {
    type: 'subscribe',
    chat_id: 'chat-1',
    chat_path: 'work/first.chat'
  },
  unsubscribe: {
    type: 'unsubscribe',
    chat_id: 'chat-1',
    chat_path: 'work/first.chat'
  },
  stop: {
    type: 'stop',
    request_id: 'request-1',
    chat_id: 'chat-1',
    chat_path: 'work/first.chat',
    generation_ids: ['generation-1'],
    prompt_ids: ['prompt-1'],
    leaves_executions: true,
    limit: { kind: 'seconds', amount: 120 },
    seen: [{ message_id: 'reply-1', length: 42, checksum: 3421780262 }]
  },
  regenerate: {
    type: 'regenerate',
    request_id: 'request-2',
    chat_id: 'chat-1',
    chat_path: 'work/first.chat',
    prompt_id: 'prompt-1'
  },
  continue: {
    type: 'continue',
    request_id: 'request-5',
    chat_id: 'chat-1',
    chat_path: 'work/first.chat',
    message_id: 'reply-1'
  },
  reload: {
    type: 'reload',
    request_id: 'request-3',
    chat_id: 'chat-1',
    chat_path: 'work/first.chat'
  },
  end: {
    type: 'end',
    request_id: 'request-4',
    chat_id: 'chat-1',
    chat_path: 'work/first.chat',
    execution_id: 'execution-1',
    by: 'interrupt'
  },
  move: {
    type: 'move',
    request_id: 'request-5',
    chat_id: 'chat-1',
    chat_path: 'work/first.chat',
    generation_id: 'generation-1',
    to: 'front'
  }
};

const SERVER: { readonly [T in ServerFrame['type']]: true } = {
  generations: true,
  generation: true,
  reply: true,
  error: true
};

describe('frames', () => {
  it.each(Object.values(CLIENT))('has $type as its golden file', frame => {
    expect(frame).toEqual(golden(frame.type));
  });

  it.each(Object.keys(SERVER))('reads %s from its golden file', type => {
    expect(decode(JSON.stringify(golden(type)))).toEqual(golden(type));
  });

  it('has a case for every golden file', () => {
    const files = readdirSync(GOLDEN).filter(name => name.endsWith('.json'));
    expect(files.map(name => name.replace('.json', '')).sort()).toEqual(
      [...Object.keys(CLIENT), ...Object.keys(SERVER), 'mark'].sort()
    );
  });
});

describe('what is not a frame', () => {
  const record = (golden('generation') as { generation: object }).generation;

  it.each([
    ['not JSON', '{', 'JSON'],
    ['a list', '[]', 'frame'],
    ['null', 'null', 'frame'],
    ['an unknown type', '{"type": "stop"}', 'type'],
    ['a type of the prototype', '{"type": "constructor"}', 'type'],
    ['no request_id', '{"type": "reply", "status": "accepted"}', 'request_id'],
    [
      'an unknown status',
      '{"type": "reply", "request_id": "1", "status": "done"}',
      'status'
    ],
    ['a record that is none', '{"type": "generation"}', 'generation'],
    [
      'a connection that is neither there nor not',
      JSON.stringify({ ...(golden('generations') as object), is_connected: 1 }),
      'is_connected'
    ],
    [
      'a flag that is a number',
      JSON.stringify({
        type: 'generation',
        generation: { ...record, is_mine: 1 }
      }),
      'is_mine'
    ],
    [
      'ids that are not texts',
      JSON.stringify({
        type: 'generation',
        generation: { ...record, reply_ids: [1] }
      }),
      'reply_ids'
    ]
  ])('is refused with the place: %s', (_, text, place) => {
    expect(() => decode(text)).toThrow(FrameError);
    expect(() => decode(text)).toThrow(place);
  });
});

describe('a server of another protocol version', () => {
  const frameOf = (version: unknown) =>
    JSON.stringify({
      ...(golden('generations') as object),
      protocol_version: version
    });

  it.each([[PROTOCOL_VERSION + 1], [0], ['1'], [null], [undefined]])(
    'is told from a frame that is wrong: %j',
    version => {
      expect(() => decode(frameOf(version))).toThrow(VersionError);
      expect(() => decode(frameOf(version))).toThrow('protocol_version');
    }
  );

  it('is told before anything else that may be different there', () => {
    const frame = { type: 'generations', protocol_version: 2 };
    expect(() => decode(JSON.stringify(frame))).toThrow(VersionError);
  });

  it('is not taken for one where the frame itself is wrong', () => {
    const wrong = { ...(golden('generations') as object), chat_id: 1 };
    expect(() => decode(JSON.stringify(wrong))).not.toThrow(VersionError);
    expect(() => decode(JSON.stringify(wrong))).toThrow(FrameError);
  });
});

describe('a server that is older', () => {
  it('may leave out what it does not know', () => {
    const frame: Partial<IGenerationsFrame> = golden('generations') as object;
    const { chat_path, is_connected, ...older } = frame;
    expect([chat_path, is_connected]).toEqual(['work/first.chat', true]);
    expect(decode(JSON.stringify(older))).toEqual(older);
  });
});

describe('a word of a newer server', () => {
  const record = (golden('generation') as { generation: object }).generation;

  it.each([
    ['state', 'paused', 'other'],
    ['outcome', 'refused', 'other'],
    ['receipt', 'spared', 'other'],
    ['left', ['thread', 'kernel'], ['thread', 'other']],
    ['closed', ['kernel'], ['other']]
  ])('is kept as another %s', (field, said, kept) => {
    const frameOf = (value: unknown) => ({
      type: 'generation',
      generation: { ...record, [field]: value }
    });
    expect(decode(JSON.stringify(frameOf(said)))).toEqual(frameOf(kept));
  });

  it('is kept as another error', () => {
    const frame = { type: 'error', code: 'too_early', text: 'Not yet.' };
    expect(decode(JSON.stringify(frame))).toEqual({ ...frame, code: 'other' });
  });

  it.each([
    ['status', 'paused', 'other'],
    ['cause', 'evicted', 'other'],
    ['receipt', 'spared', 'other'],
    ['left', ['kernel'], ['other']]
  ])('is kept as another %s of a mark', (field, said, kept) => {
    const mark = golden('mark') as object;
    expect(parseMark({ [MARK_KEY]: { ...mark, [field]: said } })).toEqual({
      ...mark,
      [field]: kept
    });
  });
});

describe('the mark', () => {
  it('is read from its golden file', () => {
    expect(parseMark({ [MARK_KEY]: golden('mark') })).toEqual(golden('mark'));
  });

  it('is read where it says why an answer broke off', () => {
    const mark = {
      generation_id: 'generation-1',
      prompt_id: 'prompt-1',
      status: 'error',
      reason: 'Its code was cancelled, and not by a stop.',
      cause: 'cancelled'
    };
    expect(parseMark({ [MARK_KEY]: mark })).toEqual(mark);
  });

  it.each([
    [undefined],
    [null],
    ['text'],
    [{}],
    [{ [MARK_KEY]: null }],
    [{ [MARK_KEY]: { status: 'interrupted' } }],
    [{ [MARK_KEY]: { ...(golden('mark') as object), status: 3 } }],
    [{ [MARK_KEY]: { ...(golden('mark') as object), unseen: 3 } }]
  ])('is not read from %j', metadata => {
    expect(parseMark(metadata)).toBeNull();
  });
});

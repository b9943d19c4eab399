import { readFileSync } from 'fs';
import { join } from 'path';

import { decode, FrameError, MARK_KEY, parseMark } from '..';
import * as words from '../words';

interface IObjectSchema {
  readonly required: readonly string[];
  readonly properties: { readonly [name: string]: IFieldSchema };
}

interface IFieldSchema {
  readonly enum?: readonly unknown[];
  readonly items?: IFieldSchema;
}

type Fields = { readonly [name: string]: unknown };

const ROOT = join(__dirname, '../../..');

const read = (path: string): Fields =>
  JSON.parse(readFileSync(join(ROOT, path), 'utf-8'));

const SCHEMAS = read('jupyter_stop_stream/protocol/v1.schema.json')
  .$defs as Fields;

const schemaOf = (name: string) => SCHEMAS[name] as IObjectSchema;

const golden = (name: string) => read(`tests/golden/${name}.json`);

const enumOf = (name: string, field: string): readonly unknown[] =>
  schemaOf(name).properties[field]?.enum ?? [];

const itemsOf = (name: string): readonly unknown[] =>
  (SCHEMAS[name] as IFieldSchema).items?.enum ?? [];

/**
 * Every list of words in the schema: the page's own, and the places that choose from it.
 */
const LISTS: {
  readonly [name: string]: readonly [
    readonly string[],
    ...(readonly unknown[])[]
  ];
} = {
  STATES: [words.STATES, enumOf('generation_record', 'state')],
  OUTCOMES: [words.OUTCOMES, enumOf('generation_record', 'outcome')],
  RECEIPTS: [
    words.RECEIPTS,
    enumOf('generation_record', 'receipt'),
    enumOf('mark', 'receipt')
  ],
  RESOURCES: [words.RESOURCES, itemsOf('resources')],
  EXECUTION_STATES: [words.EXECUTION_STATES, enumOf('execution', 'state')],
  ENDS: [words.ENDS, (SCHEMAS.end_by as IFieldSchema).enum ?? []],
  MOVES: [words.MOVES, enumOf('move', 'to')],
  MARK_STATUSES: [words.MARK_STATUSES, enumOf('mark', 'status')],
  DIDS: [words.DIDS, schemaOf('touched').properties.did?.items?.enum ?? []],
  LIMIT_KINDS: [words.LIMIT_KINDS, enumOf('limit', 'kind')],
  CAUSES: [words.CAUSES, enumOf('mark', 'cause')],
  ERROR_CODES: [
    words.ERROR_CODES,
    (SCHEMAS.error_code as IFieldSchema).enum ?? []
  ]
};

/**
 * All enums below a part of the schema, but for those that the codec has of its own.
 */
function enumsIn(part: unknown): readonly (readonly unknown[])[] {
  if (typeof part !== 'object' || part === null) {
    return [];
  }
  return Object.entries(part).flatMap(([key, value]) =>
    key === 'enum' && Array.isArray(value) ? [value] : enumsIn(value)
  );
}

/**
 * Words without `null`, which is no word, and without an order.
 */
const set = (list: readonly unknown[]) =>
  new Set(list.filter(word => word !== null));

const RECORD = golden('generation').generation as Fields;
const EXECUTION = {
  execution_id: 'execution-1',
  kernel_id: 'kernel-1',
  state: 'running'
};
const PROBLEM = { code: 'internal', text: 'It failed.' };
const MARK = golden('mark');

/**
 * Each object that the server sends: what the schema calls it, one that is right, and the frame it
 * travels in.
 */
const SENT: readonly [string, Fields, (fields: Fields) => Fields][] = [
  ['generations', golden('generations'), frame => frame],
  ['generation', golden('generation'), frame => frame],
  ['reply', golden('reply'), frame => frame],
  ['error', golden('error'), frame => frame],
  [
    'generation_record',
    RECORD,
    generation => ({ ...golden('generation'), generation })
  ],
  [
    'generation_record',
    RECORD,
    one => ({ ...golden('generations'), generations: [one] })
  ],
  [
    'execution',
    EXECUTION,
    one => ({
      ...golden('generation'),
      generation: { ...RECORD, executions: [one] }
    })
  ],
  ['problem', PROBLEM, error => ({ ...golden('reply'), error })]
];

describe('the words', () => {
  it.each(Object.entries(LISTS))(
    'of %s are those of the schema, no more and no less',
    (_, [known, ...places]) => {
      for (const place of places) {
        expect(set(place)).toEqual(set(known));
      }
    }
  );

  it('are each in their list once', () => {
    for (const [known] of Object.values(LISTS)) {
      expect(set(known).size).toBe(known.length);
    }
  });

  it('of every list of the page are compared', () => {
    const compared = Object.values(LISTS).map(([known]) => known);
    expect(set(compared)).toEqual(set(Object.values(words)));
  });

  it('of every list of the schema are compared', () => {
    const places = Object.values(LISTS).flatMap(([, ...rest]) => rest);
    const own = [enumOf('reply', 'status')];
    expect(set(enumsIn(SCHEMAS))).toEqual(set([...places, ...own]));
  });
});

describe('a frame of the server', () => {
  const fields = SENT.flatMap(([name, right, frameOf]) =>
    schemaOf(name).required.map(field => ({ name, right, frameOf, field }))
  );

  it.each(fields)(
    'is refused without the $field that the schema requires of $name',
    ({ right, frameOf, field }) => {
      const rest = { ...right };
      delete rest[field as keyof typeof rest];
      expect(() => decode(JSON.stringify(frameOf(rest)))).toThrow(FrameError);
      expect(() => decode(JSON.stringify(frameOf(rest)))).toThrow(field);
    }
  );

  it.each(fields)(
    'is refused where $field of $name is of another type',
    ({ right, frameOf, field }) => {
      const wrong = { ...right, [field]: { nested: [right[field]] } };
      const text = JSON.stringify(frameOf(wrong));
      expect(() => decode(text)).toThrow(FrameError);
      // What is nested is named by its innermost name.
      expect(() => decode(text)).toThrow(
        field === 'generation' ? 'generation_id' : field
      );
    }
  );

  it.each(['state', 'outcome', 'receipt'])(
    'may hold every %s that the schema knows',
    field => {
      const values = enumOf('generation_record', field);
      expect(values.length).toBeGreaterThan(1);
      for (const value of values) {
        const frame = {
          type: 'generation',
          generation: { ...RECORD, [field]: value }
        };
        expect(decode(JSON.stringify(frame))).toEqual(frame);
      }
    }
  );

  it('may hold every error code that the schema knows', () => {
    const { enum: codes = [] } = SCHEMAS.error_code as IFieldSchema;
    expect(codes.length).toBeGreaterThan(1);
    for (const code of codes) {
      const frame = { type: 'error', code, text: 'It failed.' };
      expect(decode(JSON.stringify(frame))).toEqual(frame);
    }
  });

  it('keeps nothing that the schema does not know', () => {
    const frame = golden('generation');
    const generation = { ...RECORD, unheard_of: 'secret' };
    const text = JSON.stringify({ ...frame, generation, extra: 1 });
    expect(decode(text)).toEqual(frame);
  });

  it('is a reply also where nothing went wrong', () => {
    const reply = {
      type: 'reply',
      request_id: 'request-1',
      status: 'accepted',
      generation_ids: ['generation-1']
    };
    expect(decode(JSON.stringify(reply))).toEqual(reply);
  });
});

describe('a mark', () => {
  it.each(schemaOf('mark').required)(
    'is none without the %s that the schema requires',
    field => {
      const rest: { [name: string]: unknown } = { ...MARK };
      delete rest[field];
      expect(parseMark({ [MARK_KEY]: rest })).toBeNull();
    }
  );

  it.each(Object.keys(schemaOf('mark').properties))(
    'is none where its %s is of another type',
    field => {
      const wrong = { ...MARK, [field]: { nested: [] } };
      expect(parseMark({ [MARK_KEY]: wrong })).toBeNull();
    }
  );

  it.each(['status', 'cause', 'receipt'])(
    'may hold every %s that the schema knows',
    field => {
      for (const value of enumOf('mark', field)) {
        const mark = { ...MARK, [field]: value };
        expect(parseMark({ [MARK_KEY]: mark })).toEqual(mark);
      }
    }
  );

  it('is read beside what others keep in the metadata', () => {
    const metadata = { other_extension: true, [MARK_KEY]: MARK };
    expect(parseMark(metadata)).toEqual(MARK);
  });
});

import { nullTranslator } from '@jupyterlab/translation';

import { spentInWords } from '../../generations';
import type { IMark } from '../../protocol';
import { moreOfStop } from '../limit-words';

const trans = nullTranslator.load('');
const LIMIT = { kind: 'seconds', amount: 120 } as const;
const ON_SERVER = 'The limit is set for all answers on this server.';
const IN_SETTINGS = 'The limit is set in the settings of the Stop button.';

describe('what else is to be known of a stopped answer', () => {
  it.each([
    ['of an older server', {}, null, undefined],
    [
      'what it took',
      { took_s: 6.21, characters: 1240 },
      null,
      'Stopped after 6.2 s, about 310 tokens'
    ],
    ['with no text', { took_s: 6, characters: 0 }, null, 'Stopped after 6 s'],
    ['whose limit it was: mine', { limit: LIMIT }, null, IN_SETTINGS],
    ["somebody else's", { limit: LIMIT }, 'Ada', 'It is a limit of Ada.'],
    [
      "the server's",
      { limit: { ...LIMIT, is_servers: true } },
      null,
      ON_SERVER
    ],
    [
      'which limit, where the label has to say more than that',
      { limit: LIMIT, receipt: 'detached', took_s: 121 },
      null,
      `Stopped after 2 minutes (limit)\n${IN_SETTINGS}\nStopped after 2 min 1 s`
    ]
  ] as const)('is said: %s', (_, fields, other, said) => {
    const mark: IMark = {
      generation_id: 'generation-1',
      prompt_id: 'prompt-1',
      status: 'interrupted',
      ...fields
    };
    expect(moreOfStop(mark, other, trans)).toBe(said);
  });

  it.each([
    [1, '1 s, about 1 token'],
    [8, '1 s, about 2 tokens'],
    [1237, '1 s, about 310 tokens'],
    [123456, '1 s, about 31,000 tokens']
  ])('tokens are an estimate, and no more exact: %i characters', (n, said) => {
    expect(spentInWords(1, n, trans)).toBe(said);
  });
});

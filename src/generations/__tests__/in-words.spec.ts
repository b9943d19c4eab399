import { nullTranslator } from '@jupyterlab/translation';

import { inWords } from '../in-words';
import { RequestRefused } from '../tokens';

describe('what went wrong', () => {
  const german = {
    ...nullTranslator.load(''),
    __: (words: string) => `Auf Deutsch: ${words}`
  };

  it.each([
    'not_allowed',
    'unknown_chat',
    'unknown_generation',
    'unknown_prompt',
    'too_many',
    'too_large',
    'bad_frame'
  ] as const)('is said in the language of the person: %s', code => {
    const words = inWords(new RequestRefused('In English.', code), german);
    expect(words).toMatch(/^Auf Deutsch: .*\.$/);
  });

  it.each([
    new RequestRefused('The server failed.', 'internal'),
    new RequestRefused('The server failed.'),
    new Error('The server failed.'),
    'The server failed.'
  ])('is said as it was told, where that may be anything: %p', reason => {
    expect(inWords(reason, german)).toBe('The server failed.');
  });
});

import { checksum } from '..';

describe('the checksum of a text', () => {
  // The same as in test_checksum.py.
  it.each([
    ['', 0],
    ['Thinking ...', 2110726334],
    ['Grüße 世界', 936559545],
    ['a🎉b', 4061204123],
    ['half a pair: \ud83c', 1212256272]
  ])('is the one that the server gives to %j', (text, value) => {
    expect(checksum(text)).toBe(value);
  });

  it('takes no time that a click would show, for a long text', () => {
    const text = 'All work and no play. '.repeat(10000);
    const began = performance.now();
    checksum(text);
    expect(performance.now() - began).toBeLessThan(100);
  });
});

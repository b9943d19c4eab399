import { HONEST, LOOPS } from './corpus';
import { Repetition } from '../repetition';

/**
 * The most copies that were seen while a text was written in chunks.
 */
function mostCopies(text: string, chunk: number): number {
  const repetition = new Repetition();
  let most = 0;
  for (let end = chunk; end < text.length + chunk; end += chunk) {
    most = Math.max(most, repetition.copiesIn(text.slice(0, end)));
  }
  return most;
}

describe('a text that looks alike and repeats nothing', () => {
  it.each(Object.entries(HONEST))(
    'is not said to repeat itself, wherever it is cut: %s',
    (_, text) => {
      for (const chunk of [1, 7, 40, 333]) {
        expect(mostCopies(text, chunk)).toBe(0);
      }
    }
  );
});

describe('a text that repeats itself', () => {
  const BEFORE =
    'Here is what I found, step by step, in the order of time.\n\n';

  it.each(Object.entries(LOOPS))('is found to: %s', (_, unit) => {
    const repetition = new Repetition();
    let text = BEFORE;
    let copies = 0;
    // A short piece has to be there often, a long one four times.
    const most = Math.max(5, 1700 / unit.length);
    while (copies === 0 && text.length < BEFORE.length + most * unit.length) {
      text += unit;
      copies = repetition.copiesIn(text);
    }
    expect(copies).toBeGreaterThanOrEqual(4);
    expect(repetition.copiesIn(text + unit)).toBe(copies + 1);
  });

  it.each([1, 7, 40, 333])(
    'is found however it comes, and counted from where that began: in chunks of %i',
    chunk => {
      const unit = 'I will now check whether the file is there. ';
      expect(mostCopies(BEFORE + unit.repeat(12), chunk)).toBe(12);
    }
  );

  it('is one no more when it goes on otherwise, and again when that repeats itself', () => {
    const repetition = new Repetition();
    const loop = BEFORE + 'I am still looking for it. '.repeat(12);
    expect(repetition.copiesIn(loop)).toBe(12);
    expect(repetition.copiesIn(`${loop}I am still`)).toBe(12);
    expect(repetition.copiesIn(`${loop}I am not`)).toBe(0);
    const other = `${loop}I am not.\n${'Now it is here, and here. '.repeat(10)}`;
    expect(repetition.copiesIn(other)).toBe(10);
  });

  it('is another one when it was written anew', () => {
    const repetition = new Repetition();
    expect(repetition.copiesIn('I am still looking. '.repeat(12))).toBe(12);
    expect(repetition.copiesIn('Found.')).toBe(0);
    expect(repetition.copiesIn('I am still looking. '.repeat(11))).toBe(11);
  });

  it('takes no time worth naming, however long it is', () => {
    const text = Object.values(HONEST).join('\n').repeat(2).slice(0, 24_000);
    const loop = 'I am still looking. '.repeat(1200);
    for (const whole of [text, loop]) {
      const repetition = new Repetition();
      const began = performance.now();
      let frames = 0;
      for (let end = 27; end < whole.length; end += 27) {
        repetition.copiesIn(whole.slice(0, end));
        frames += 1;
      }
      // 400 tokens a second, a look in each frame: 1 % of a frame, and room for a busy machine.
      expect((performance.now() - began) / frames).toBeLessThan(0.17 * 5);
    }
  });
});

import { PromiseDelegate } from '@lumino/coreutils';

import { ignoreOnceStopped, readUnstoppable } from '..';

/**
 * A library that takes no signal: a test gives each of its values.
 */
class Library {
  readonly given = [
    new PromiseDelegate<string | null>(),
    new PromiseDelegate<string | null>()
  ] as const;
  asked = 0;
  isCleanedUp = false;

  async *generate(): AsyncGenerator<string> {
    try {
      for (const { promise } of this.given) {
        this.asked += 1;
        const value = await promise;
        if (value === null) {
          return;
        }
        yield value;
      }
    } finally {
      this.isCleanedUp = true;
    }
  }

  /**
   * The same, without a way to leave it.
   */
  values(): AsyncIterable<string> {
    const generator = this.generate();
    return {
      [Symbol.asyncIterator]: () => ({ next: () => generator.next() })
    };
  }
}

function watch(promise: Promise<unknown>): { isSettled: boolean } {
  const seen = { isSettled: false };
  void promise.finally(() => {
    seen.isSettled = true;
  });
  return seen;
}

const turn = () => new Promise(resolve => setTimeout(resolve));

describe('a library that cannot be told to stop', () => {
  it('is over where it ends by itself, and has given all', async () => {
    const library = new Library();
    const { signal } = new AbortController();
    const { over, values } = readUnstoppable(library.generate(), { signal });
    library.given[0].resolve('a');
    library.given[1].resolve(null);
    expect(await values.next()).toEqual({ done: false, value: 'a' });
    expect((await values.next()).done).toBe(true);
    await over;
  });

  it('is not over before it has ended, though nothing more is handed over', async () => {
    const library = new Library();
    const stopper = new AbortController();
    const { signal } = stopper;
    const { over, values } = readUnstoppable(library.generate(), { signal });
    const state = watch(over);
    const next = values.next();
    stopper.abort();
    expect((await next).done).toBe(true);
    await turn();
    expect(state.isSettled).toBe(false);
    library.given[0].resolve('late');
    await over;
    expect(library.isCleanedUp).toBe(true);
    expect(library.asked).toBe(1);
  });

  it('that cannot be left is read to its end, unseen', async () => {
    const library = new Library();
    const stopper = new AbortController();
    const { signal } = stopper;
    const { over, values } = readUnstoppable(library.values(), { signal });
    const state = watch(over);
    library.given[0].resolve('a');
    expect((await values.next()).value).toBe('a');
    stopper.abort();
    expect((await values.next()).done).toBe(true);
    await turn();
    expect(state.isSettled).toBe(false);
    library.given[1].resolve('late');
    await over;
  });

  it('has its transport closed where that is known, once', async () => {
    const library = new Library();
    const stopper = new AbortController();
    const { signal } = stopper;
    const close = jest.fn(() => library.given[0].reject(new Error('closed')));
    const { over, values } = readUnstoppable(library.generate(), {
      signal,
      close
    });
    const next = values.next();
    stopper.abort();
    expect((await next).done).toBe(true);
    await over;
    await values.return?.();
    expect(close).toHaveBeenCalledTimes(1);
  });

  it('is over where it fails, and says so', async () => {
    const library = new Library();
    const { signal } = new AbortController();
    const { over, values } = readUnstoppable(library.generate(), { signal });
    library.given[0].reject(new Error('out of memory'));
    await expect(values.next()).rejects.toThrow('out of memory');
    await over;
  });
});

describe('a callback for such a library', () => {
  it('is called until the stop, and not any more after it', () => {
    const stopper = new AbortController();
    const got: string[] = [];
    const callback = ignoreOnceStopped(
      (text: string) => got.push(text),
      stopper.signal
    );
    callback('a');
    stopper.abort();
    callback('b');
    expect(got).toEqual(['a']);
  });
});

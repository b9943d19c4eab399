import { PromiseDelegate } from '@lumino/coreutils';

import { Painted } from '../painted';

describe('what is painted of a message', () => {
  let painted: Painted;
  let overtaken: number;
  let inPage: unknown;

  beforeEach(() => {
    jest.useFakeTimers();
    overtaken = 0;
    inPage = {};
    painted = new Painted(
      { body: '' },
      () => {
        overtaken += 1;
      },
      () => inPage
    );
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  /**
   * A body is handed to a renderer, which is slow.
   */
  function render(body: string): PromiseDelegate<void> {
    const rendered = new PromiseDelegate<void>();
    painted.follow({ body }, rendered.promise);
    return rendered;
  }

  it('is what was painted last, not what is being painted', async () => {
    const first = render('Once');
    expect([painted.last.body, painted.isBehind]).toEqual(['', true]);
    first.resolve();
    await putIn();
    expect([painted.last.body, painted.isBehind]).toEqual(['Once', false]);
  });

  it('is what it was until the page has put in what was rendered', async () => {
    render('Once').resolve();
    await jest.advanceTimersByTimeAsync(50);
    expect([painted.last.body, painted.isBehind]).toEqual(['', true]);
    await putIn();
    expect([painted.last.body, painted.isBehind]).toEqual(['Once', false]);
  });

  it('is what the page has put in, where nobody has been told of it yet', async () => {
    render('Once').resolve();
    await Promise.resolve();
    expect(painted.last.body).toBe('');
    inPage = {};
    expect(painted.last.body).toBe('Once');
    render('Once upon').resolve();
    await Promise.resolve();
    expect(painted.last.body).toBe('Once');
    await putIn();
    expect([painted.last.body, painted.isBehind]).toEqual(['Once upon', false]);
  });

  it('is what the page has put in at once, in the midst of a press', async () => {
    const first = render('Once');
    inPage = {};
    first.resolve();
    await Promise.resolve();
    expect(painted.last.body).toBe('Once');
    const second = render('Once upon');
    inPage = {};
    second.resolve();
    await Promise.resolve();
    expect(painted.last.body).toBe('Once upon');
    await jest.advanceTimersByTimeAsync(0);
    expect([painted.last.body, painted.isBehind]).toEqual(['Once upon', false]);
  });

  it('is the one that was rendered last of those that the page has put in together', async () => {
    const slow = render('Once');
    render('Once upon').resolve();
    await jest.advanceTimersByTimeAsync(5);
    slow.resolve();
    await Promise.resolve();
    inPage = {};
    expect([painted.last.body, overtaken]).toEqual(['Once', 0]);
    await putIn();
    expect([painted.last.body, overtaken]).toEqual(['Once', 1]);
  });

  it('is what was rendered where the page shows nothing of the message, or puts in no more', async () => {
    render('Once').resolve();
    await jest.advanceTimersByTimeAsync(110);
    expect([painted.last.body, painted.isBehind]).toEqual(['Once', false]);
    inPage = null;
    render('Once upon').resolve();
    await jest.advanceTimersByTimeAsync(0);
    expect([painted.last.body, painted.isBehind]).toEqual(['Once upon', false]);
  });

  it('is at once what no renderer tells of, and what is deleted', () => {
    painted.follow({ body: 'Once' }, undefined);
    expect([painted.last.body, painted.isBehind]).toEqual(['Once', false]);
    render('Once upon');
    painted.follow({ deleted: true }, new PromiseDelegate<void>().promise);
    expect([painted.last.deleted, painted.isBehind]).toEqual([true, false]);
  });

  it('is what a slow renderer painted over something newer, and that is told', async () => {
    const slow = render('Once');
    render('Once upon').resolve();
    await putIn();
    expect([painted.last.body, painted.isBehind]).toEqual(['Once upon', true]);
    slow.resolve();
    await putIn();
    expect([painted.last.body, overtaken]).toEqual(['Once', 1]);
  });

  it('is settled once the newest was painted last', async () => {
    const settled = jest.fn();
    const slow = render('Once');
    const fast = render('Once upon');
    void painted.settled.then(settled);
    fast.resolve();
    slow.resolve();
    await putIn();
    expect(settled).not.toHaveBeenCalled();
    render('Once upon').resolve();
    await putIn();
    expect(settled).toHaveBeenCalledTimes(1);
    await painted.settled;
  });

  it('does not wait for ever for what the page skipped', async () => {
    render('Once');
    render('Once upon').resolve();
    await jest.advanceTimersByTimeAsync(10_000);
    expect([painted.last.body, painted.isBehind]).toEqual(['Once upon', false]);
  });

  it('is as far as it was passed on where nothing is ever painted', async () => {
    render('Once');
    await jest.advanceTimersByTimeAsync(10_000);
    expect([painted.last.body, painted.isBehind]).toEqual(['Once', false]);
  });

  /**
   * The page puts in what was rendered, if it shows the message.
   */
  async function putIn(): Promise<void> {
    await Promise.resolve();
    inPage = {};
    await jest.advanceTimersByTimeAsync(10);
  }
});

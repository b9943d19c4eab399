import { PromiseDelegate } from '@lumino/coreutils';

import { FramePacer } from '../pacer';

const FRAME_MS = 16;

describe('the pacer', () => {
  let pacer: FramePacer;
  let began: string[];

  beforeEach(() => {
    jest.useFakeTimers();
    pacer = new FramePacer();
    began = [];
  });

  afterEach(() => {
    pacer.dispose();
    jest.restoreAllMocks();
    jest.useRealTimers();
  });

  it('begins work in the next frame, not before', async () => {
    request('first');
    await pass(FRAME_MS - 1);
    expect(began).toEqual([]);
    await pass(1);
    expect(began).toEqual(['first']);
  });

  it('begins only the newest of what was asked for in a frame', async () => {
    for (const name of ['first', 'second', 'third']) {
      request(name);
    }
    await pass(10 * FRAME_MS);
    expect(began).toEqual(['third']);
  });

  it('begins at most once in each frame', async () => {
    let count = 0;
    const asking = setInterval(() => request(`${(count += 1)}`), 1);
    await pass(20 * FRAME_MS);
    clearInterval(asking);
    expect(began.length).toBeGreaterThan(1);
    expect(began.length).toBeLessThanOrEqual(20);
  });

  it.each([
    ['rejects', () => Promise.reject(new Error('It was not rendered.'))],
    [
      'throws',
      () => {
        throw new Error('It was not rendered.');
      }
    ]
  ])('goes on with the next after work that %s', async (_, work) => {
    const error = jest.spyOn(console, 'error').mockImplementation();
    pacer.request(work);
    await pass(FRAME_MS);
    request('next');
    await pass(10 * FRAME_MS);
    expect(began).toEqual(['next']);
    expect(error).toHaveBeenCalledTimes(1);
  });

  it('waits for work that goes on, and leaves as much time after it', async () => {
    const done = new PromiseDelegate<void>();
    request('slow', done.promise);
    await pass(FRAME_MS);
    request('next');
    await pass(60);
    expect(began).toEqual(['slow']);
    done.resolve();
    await pass(59);
    expect(began).toEqual(['slow']);
    await pass(1 + FRAME_MS);
    expect(began).toEqual(['slow', 'next']);
  });

  it('leaves as much time as the frames after the work take to be painted', async () => {
    slowDown(40);
    let count = 0;
    const asking = setInterval(() => request(`${(count += 1)}`), 1);
    await pass(1000);
    clearInterval(asking);
    // Two frames of 40 ms each, as long again, and a frame to begin in.
    expect(began.length).toBeGreaterThan(4);
    expect(began.length).toBeLessThan(8);
  });

  it('does not keep waiting for frames that were painted long ago', async () => {
    slowDown(40);
    request('first');
    await pass(1000);
    request('second');
    await pass(1000);
    request('third');
    await pass(FRAME_MS);
    expect(began).toEqual(['first', 'second', 'third']);
  });

  it('does not wait for ever for work that never ends', async () => {
    request('endless', new PromiseDelegate<void>().promise);
    await pass(FRAME_MS);
    request('next');
    await pass(400);
    expect(began).toEqual(['endless', 'next']);
  });

  it('begins no more often in a second than it may, and follows a change', async () => {
    let perSecond = 10;
    pacer = new FramePacer(() => perSecond);
    let count = 0;
    const asking = setInterval(() => request(`${(count += 1)}`), 1);
    await pass(1000);
    expect(began.length).toBeGreaterThan(5);
    expect(began.length).toBeLessThanOrEqual(11);
    perSecond = 0;
    await pass(1000);
    clearInterval(asking);
    expect(began.length).toBeGreaterThan(40);
  });

  it('begins without a frame on a page that nobody sees', async () => {
    jest.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
    const frames = jest.spyOn(window, 'requestAnimationFrame');
    request('first');
    await pass(1);
    request('second');
    await pass(1);
    expect(began).toEqual(['first', 'second']);
    expect(frames).not.toHaveBeenCalled();
  });

  it('begins without the frame that was asked for before the page was hidden, once', async () => {
    const frames: FrameRequestCallback[] = [];
    jest
      .spyOn(window, 'requestAnimationFrame')
      .mockImplementation(callback => frames.push(callback));
    request('first');
    await pass(1000);
    expect(began).toEqual([]);
    jest.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
    document.dispatchEvent(new Event('visibilitychange'));
    await pass(1);
    request('second');
    await pass(1);
    expect(began).toEqual(['first', 'second']);
    request('third');
    frames.forEach(frame => frame(0));
    expect(began).toEqual(['first', 'second']);
    await pass(1);
    expect(began).toEqual(['first', 'second', 'third']);
  });

  it('listens to the page only while it waits for a frame', async () => {
    const listening = jest.spyOn(document, 'addEventListener');
    const ending = jest.spyOn(document, 'removeEventListener');
    request('first');
    await pass(FRAME_MS);
    expect(listening).toHaveBeenCalledTimes(1);
    expect(ending).toHaveBeenCalledTimes(1);
  });

  it('forgets what was cancelled, and begins what is asked for later', async () => {
    request('cancelled');
    pacer.cancel();
    pacer.cancel();
    await pass(10 * FRAME_MS);
    expect(began).toEqual([]);
    request('later');
    await pass(FRAME_MS);
    expect(began).toEqual(['later']);
  });

  it('begins nothing after it was disposed, and disposing twice is fine', async () => {
    request('asked');
    pacer.dispose();
    pacer.dispose();
    request('asked later');
    await pass(10 * FRAME_MS);
    expect(began).toEqual([]);
    expect(pacer.isDisposed).toBe(true);
  });

  it('begins nothing when it was disposed while work went on', async () => {
    const done = new PromiseDelegate<void>();
    request('slow', done.promise);
    await pass(FRAME_MS);
    request('next');
    pacer.dispose();
    done.resolve();
    await pass(1000);
    expect(began).toEqual(['slow']);
  });

  function request(name: string, goesOn?: Promise<void>): void {
    pacer.request(() => {
      began.push(name);
      return goesOn;
    });
  }

  /**
   * Have each frame take this long to be painted, by the page's clock.
   */
  function slowDown(frameMs: number): void {
    const clock = performance.now.bind(performance);
    let paintedMs = 0;
    jest
      .spyOn(performance, 'now')
      .mockImplementation(() => clock() + paintedMs);
    const request = window.requestAnimationFrame.bind(window);
    jest.spyOn(window, 'requestAnimationFrame').mockImplementation(callback =>
      request(time => {
        callback(time);
        paintedMs += frameMs;
      })
    );
  }

  async function pass(ms: number): Promise<void> {
    await jest.advanceTimersByTimeAsync(ms);
  }
});

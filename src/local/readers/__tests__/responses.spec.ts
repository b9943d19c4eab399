/**
 * @jest-environment ./src/local/readers/__tests__/network-environment.js
 */
import { ResponseNotOk } from '../response';
import { readEvents, readText } from '..';
import { CountingServer, IScript } from './counting-server';

const PARTS = Array.from({ length: 400 }, (_, index) => `data: ${index}\n\n`);

describe.each([
  ['text', readText],
  ['server-sent events', readEvents]
] as const)('a response that is read as %s', (_, read) => {
  let server: CountingServer;
  let stopper: AbortController;

  async function start(script: IScript) {
    server = await CountingServer.start(script);
    stopper = new AbortController();
    return read(server.url, {
      signal: stopper.signal,
      init: { method: 'POST', body: 'a prompt' }
    });
  }

  afterEach(() => server.stop());

  /**
   * What the server has produced when it has seen that it was let go of.
   */
  async function producedInVain(): Promise<number> {
    await server.letGo.promise;
    return server.produced;
  }

  it.each([
    ['its status', true],
    ['the first part', false]
  ])('is let go of before %s', async (_, withholdsStatus) => {
    const script = { parts: PARTS, silentAfter: 0, withholdsStatus };
    const reading = await start(script);
    const next = reading.next();
    await server.silent.promise;
    stopper.abort();
    expect(await next).toEqual({ done: true, value: undefined });
    expect(await producedInVain()).toBe(0);
  });

  it('is let go of midway', async () => {
    const reading = await start({ parts: PARTS, partMs: 2 });
    let got = 0;
    for await (const part of reading) {
      expect(part).toBeDefined();
      got += 1;
      if (got === 3) {
        stopper.abort();
      }
    }
    expect(got).toBe(3);
    expect(await producedInVain()).toBeLessThan(PARTS.length);
  });

  it('is let go of in a stall', async () => {
    const reading = await start({ parts: PARTS, silentAfter: 3, partMs: 2 });
    const ended = (async () => {
      let count = 0;
      for await (const part of reading) {
        count += part ? 1 : 0;
      }
      return count;
    })();
    await server.silent.promise;
    stopper.abort();
    expect(await ended).toBeLessThanOrEqual(3);
    expect(await producedInVain()).toBe(3);
  });

  it('hands over nothing that lay in the queue at the abort', async () => {
    const reading = await start({ parts: PARTS, silentAfter: 100 });
    await reading.next();
    await server.silent.promise;
    stopper.abort();
    expect(await reading.next()).toEqual({ done: true, value: undefined });
    expect(await producedInVain()).toBe(100);
  });

  it('is let go of when the loop is left', async () => {
    for await (const part of await start({ parts: PARTS, partMs: 2 })) {
      expect(part).toBeDefined();
      break;
    }
    expect(await producedInVain()).toBeLessThan(PARTS.length);
    expect(stopper.signal.aborted).toBe(false);
  });

  it('is not asked for after the abort', async () => {
    const reading = await start({ parts: PARTS });
    stopper.abort();
    expect((await reading.next()).done).toBe(true);
    expect(server.asked).toEqual([]);
  });

  it('comes whole where nobody stops it, and an abort after that does nothing', async () => {
    const reading = await start({ parts: PARTS });
    let last: unknown;
    for await (const part of reading) {
      last = part;
    }
    stopper.abort();
    expect(JSON.stringify(last)).toContain('399');
    expect(server.asked[0]?.method).toBe('POST');
  });

  it('may be there already, and is let go of before anything is asked of it', async () => {
    await start({ parts: PARTS, silentAfter: 2 });
    const reading = read(await fetch(server.url), { signal: stopper.signal });
    stopper.abort();
    expect((await reading.next()).done).toBe(true);
    expect(await producedInVain()).toBe(2);
  });

  it('says with an error that the connection broke', async () => {
    const reading = await start({ parts: ['data: a\n\n'], breaksOff: true });
    const all = (async () => {
      for await (const part of reading) {
        expect(part).toBeDefined();
      }
    })();
    await expect(all).rejects.toThrow(TypeError);
  });

  it('says with an error that the server refused', async () => {
    const reading = await start({ parts: ['too many'], status: 429 });
    const refused = reading.next();
    await expect(refused).rejects.toThrow(ResponseNotOk);
    await expect(refused).rejects.toMatchObject({
      status: 429,
      text: 'too many'
    });
  });
});

describe('readText', () => {
  it('puts together a letter whose bytes come apart', async () => {
    const bytes = new TextEncoder().encode('a \u{1F6D1} b');
    const parts = [...bytes].map(byte => Uint8Array.of(byte));
    const server = await CountingServer.start({ parts, partMs: 1 });
    let text = '';
    const { signal } = new AbortController();
    for await (const part of readText(server.url, { signal })) {
      expect(part).not.toContain('\uFFFD');
      text += part;
    }
    expect(text).toBe('a \u{1F6D1} b');
    await server.stop();
  });
});

describe('readEvents', () => {
  it('leaves out a byte order mark, and asks for events', async () => {
    const parts = ['\uFEFFdata: a\n\n'];
    const server = await CountingServer.start({ parts });
    const { signal } = new AbortController();
    const reading = readEvents(server.url, { signal });
    expect((await reading.next()).value).toEqual({
      event: 'message',
      data: 'a',
      id: ''
    });
    expect(server.asked[0]?.accept).toBe('text/event-stream');
    await reading.return?.();
    await server.stop();
  });
});

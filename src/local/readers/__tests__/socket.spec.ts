/**
 * @jest-environment ./src/local/readers/__tests__/network-environment.js
 */
import { WebSocket } from 'ws';

import { ISocketOptions, readSocket } from '..';
import { CountingServer, IScript } from './counting-server';

const PARTS = Array.from({ length: 400 }, (_, index) => String(index));

let server: CountingServer;
let socket: WebSocket;
let stopper: AbortController;

async function start(
  script: IScript,
  options: Omit<ISocketOptions, 'signal'> = {}
) {
  server = await CountingServer.start(script);
  socket = new WebSocket(server.url.replace('http', 'ws'));
  stopper = new AbortController();
  socket.addEventListener('open', () => socket.send('one'));
  return readSocket(socket, { signal: stopper.signal, ...options });
}

const SHARED = {
  isOwn: (data: unknown) => String(data).startsWith('one '),
  isLast: (data: unknown) => data === 'one 399',
  cancel: (shared: globalThis.WebSocket) => shared.send('cancel one')
};

afterEach(async () => {
  socket.close();
  await server.stop();
});

async function all(reading: AsyncIterable<unknown>): Promise<unknown[]> {
  const got: unknown[] = [];
  for await (const part of reading) {
    got.push(part);
  }
  return got;
}

/**
 * Wait until the socket has brought something.
 */
function arrived(expected: string): Promise<void> {
  return new Promise(resolve => {
    socket.addEventListener('message', ({ data }) => {
      if (data === expected) {
        resolve();
      }
    });
  });
}

describe.each([
  ['of its own, which is closed', {}],
  ['that others use, to which a cancel is sent', SHARED]
])('an answer over a socket %s', (_, options) => {
  it('is let go of before the first part', async () => {
    const reading = all(await start({ parts: PARTS, silentAfter: 0 }, options));
    await server.silent.promise;
    stopper.abort();
    expect(await reading).toEqual([]);
    await server.letGo.promise;
    expect(server.produced).toBe(0);
  });

  it('is let go of midway', async () => {
    const reading = await start({ parts: PARTS, partMs: 2 }, options);
    const got: unknown[] = [];
    for await (const part of reading) {
      got.push(part);
      if (got.length === 3) {
        stopper.abort();
      }
    }
    expect(got).toEqual(['one 0', 'one 1', 'one 2']);
    await server.letGo.promise;
    expect(server.produced).toBeLessThan(PARTS.length);
  });

  it('is let go of in a stall', async () => {
    const reading = all(
      await start({ parts: PARTS, silentAfter: 3, partMs: 2 }, options)
    );
    await server.silent.promise;
    stopper.abort();
    expect((await reading).length).toBeLessThanOrEqual(3);
    await server.letGo.promise;
    expect(server.produced).toBe(3);
  });

  it('hands over nothing that lay in the queue at the abort', async () => {
    const reading = await start({ parts: PARTS, silentAfter: 100 }, options);
    await arrived('one 99');
    stopper.abort();
    expect(await reading.next()).toEqual({ done: true, value: undefined });
  });

  it('is let go of while the socket is being opened', async () => {
    const reading = await start({ parts: PARTS, partMs: 2 }, options);
    stopper.abort();
    expect(await all(reading)).toEqual([]);
    await new Promise(resolve => {
      socket.addEventListener('error', resolve);
      server.letGo.promise.then(resolve, resolve);
    });
    expect(server.produced).toBeLessThan(PARTS.length);
  });

  it('is let go of when the loop is left', async () => {
    for await (const part of await start(
      { parts: PARTS, partMs: 2 },
      options
    )) {
      expect(part).toBe('one 0');
      break;
    }
    await server.letGo.promise;
    expect(server.produced).toBeLessThan(PARTS.length);
  });
});

describe('a socket that others use', () => {
  it('stays open when one answer is stopped, and brings the others', async () => {
    const reading = await start({ parts: PARTS, silentAfter: 1 }, SHARED);
    await reading.next();
    stopper.abort();
    await server.letGo.promise;
    expect(socket.readyState).toBe(socket.OPEN);
    const { signal } = new AbortController();
    const isOwn = (data: unknown) => String(data).startsWith('two ');
    const other = readSocket(socket, { ...SHARED, isOwn, signal });
    socket.send('two');
    expect((await other.next()).value).toBe('two 0');
    await other.return?.();
  });

  it('brings each answer what is its own', async () => {
    const script = { parts: PARTS, silentAfter: 3, partMs: 1 };
    const reading = await start(script, SHARED);
    const { signal } = new AbortController();
    const isOwn = (data: unknown) => String(data).startsWith('two ');
    const other = readSocket(socket, { isOwn, signal });
    await reading.next();
    socket.send('two');
    expect((await other.next()).value).toBe('two 0');
    expect((await reading.next()).value).toBe('one 1');
  });

  it.each([
    ['was read', true],
    ['was not read', false]
  ])('is told nothing where the answer has ended and %s', async (_, isRead) => {
    const reading = await start({ parts: PARTS }, SHARED);
    await arrived('one 399');
    expect(isRead ? await all(reading) : PARTS).toHaveLength(PARTS.length);
    stopper.abort();
    expect(await all(reading)).toEqual([]);
    socket.send('two');
    await arrived('two 0');
    expect(server.frames).toEqual(['one', 'two']);
  });
});

describe('a socket that is closed', () => {
  it('is the end of an answer that has no other', async () => {
    const reading = await start({ parts: PARTS, silentAfter: 1 });
    expect((await reading.next()).done).toBe(false);
    const rest = all(reading);
    socket.close(1000);
    expect(await rest).toEqual([]);
  });

  it('is an error where the server had one', async () => {
    const reading = await start({ parts: ['a'], breaksOff: true });
    await expect(all(reading)).rejects.toThrow('1011');
  });

  it('is an error where the answer has an end of its own', async () => {
    const reading = await start({ parts: PARTS, silentAfter: 1 }, SHARED);
    await reading.next();
    const rest = all(reading);
    socket.close(1000);
    await expect(rest).rejects.toThrow('1000');
  });

  it('is an error where it was closed before', async () => {
    await start({ parts: PARTS, silentAfter: 0 });
    await server.silent.promise;
    socket.close();
    const { signal } = new AbortController();
    await expect(readSocket(socket, { signal }).next()).rejects.toThrow(
      'closed'
    );
  });
});

import { PromiseDelegate } from '@lumino/coreutils';

import { UntilStopped } from '../until-stopped';

/**
 * A transport whose next part a test gives.
 */
class Transport {
  readonly given = new PromiseDelegate<IteratorResult<string, undefined>>();
  asked = 0;
  readonly letGo = jest.fn();

  next(): Promise<IteratorResult<string, undefined>> {
    this.asked += 1;
    return this.given.promise;
  }
}

const A = { done: false, value: 'a' } as const;
const OVER = { done: true, value: undefined } as const;

let transport: Transport;
let stopper: AbortController;
let reading: UntilStopped<string>;

beforeEach(() => {
  transport = new Transport();
  stopper = new AbortController();
  reading = new UntilStopped(stopper.signal, transport);
});

it('hands over nothing that came in the task of the abort', async () => {
  const next = reading.next();
  transport.given.resolve(A);
  stopper.abort();
  expect(await next).toEqual(OVER);
});

it('swallows the error that the abort causes, however late it comes', async () => {
  const next = reading.next();
  stopper.abort();
  transport.given.reject(new Error('aborted'));
  expect(await next).toEqual(OVER);
});

it('throws an error that was there before the abort', async () => {
  const next = reading.next();
  transport.given.reject(new Error('broken'));
  await expect(next).rejects.toThrow('broken');
  stopper.abort();
  expect(transport.letGo).not.toHaveBeenCalled();
});

it('asks for nothing after the abort', async () => {
  stopper.abort();
  expect(await reading.next()).toEqual(OVER);
  expect(transport.asked).toBe(0);
});

it('lets go once, whoever stops it and leaves it how often', async () => {
  stopper.abort();
  stopper.abort();
  await reading.return();
  expect(transport.letGo).toHaveBeenCalledTimes(1);
});

it('lets go at once where the signal had been aborted before', () => {
  stopper.abort();
  const late = new Transport();
  new UntilStopped(stopper.signal, late);
  expect(late.letGo).toHaveBeenCalledTimes(1);
});

it('leaves the transport alone after its end', async () => {
  transport.given.resolve(OVER);
  expect(await reading.next()).toEqual(OVER);
  stopper.abort();
  await reading.return();
  expect(transport.letGo).not.toHaveBeenCalled();
});

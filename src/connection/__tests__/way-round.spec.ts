import { record } from '../../__tests__/fakes/generations';
import { FakeRestServer } from '../../__tests__/fakes/rest-server';
import type { IStopFrame, ServerFrame } from '../../protocol';
import { WayRound } from '../way-round';

const FOLLOW = { type: 'subscribe', chat_id: 'chat-1' } as const;

const stop = (changes: Partial<IStopFrame> = {}): IStopFrame => ({
  type: 'stop',
  request_id: 'r',
  chat_id: 'chat-1',
  ...changes
});

describe('the way round', () => {
  let server: FakeRestServer;
  let way: WayRound;
  let heard: ServerFrame[];
  let states: string[];

  beforeEach(() => {
    jest.useFakeTimers();
    server = new FakeRestServer();
    way = new WayRound({ serverSettings: server.settings });
    heard = [];
    states = [];
    way.received.connect((_, frame) => heard.push(frame));
    way.stateChanged.connect((_, state) => states.push(state));
  });

  afterEach(() => {
    way.dispose();
    jest.useRealTimers();
  });

  it('asks for nothing before it is started', async () => {
    way.send(FOLLOW);
    await pass(60000);
    expect(server.asked).toEqual([]);
  });

  it('tells what goes on in what is followed, at once and every two seconds', async () => {
    server.generations = [record(), record({ chat_id: 'chat-2' })];
    way.send(FOLLOW);
    way.start();
    way.start();
    await pass(0);
    expect(heard).toEqual([
      {
        type: 'generations',
        protocol_version: 1,
        chat_id: 'chat-1',
        generations: [record()]
      }
    ]);
    await pass(1999);
    expect(heard).toHaveLength(1);
    await pass(1);
    expect(heard).toHaveLength(2);
    expect(server.asked[1]).toEqual(['GET', 'generations', 'chat-1']);
  });

  it('looks at once at a chat that is followed later, and not at one that is followed no more', async () => {
    way.start();
    await pass(100);
    way.send(FOLLOW);
    await pass(0);
    expect(heard).toHaveLength(1);
    way.send({ type: 'unsubscribe', chat_id: 'chat-1' });
    await pass(60000);
    expect(heard).toHaveLength(1);
  });

  it('stops what is mine, with what was seen, and looks at once', async () => {
    const theirs = record({ generation_id: 'theirs', is_mine: false });
    server.generations = [record(), theirs];
    way.send(FOLLOW);
    way.start();
    await pass(100);
    server.asked.length = 0;
    heard.length = 0;
    const seen = [{ message_id: 'reply-1', length: 3 }];
    expect(way.send(stop({ seen }))).toBe(true);
    await pass(0);
    expect(server.asked).toEqual([
      ['GET', 'generations', 'chat-1'],
      ['POST', 'generations/generation-1/stop', { request_id: 'r', seen }],
      ['GET', 'generations', 'chat-1']
    ]);
    const stopping = record({ state: 'stopping', revision: 2 });
    expect(heard.slice(1)).toEqual([
      { type: 'generation', generation: stopping },
      {
        type: 'reply',
        request_id: 'r',
        status: 'accepted',
        generation_ids: ['generation-1']
      },
      expect.objectContaining({ generations: [stopping, theirs] })
    ]);
  });

  it('looks more often while something is stopping', async () => {
    server.generations = [record({ state: 'stopping' })];
    way.send(FOLLOW);
    way.start();
    await pass(1000);
    expect(heard.length).toBeGreaterThan(3);
    server.generations = [];
    await pass(300);
    const before = heard.length;
    await pass(1500);
    expect(heard).toHaveLength(before);
  });

  it('stops those that are named without asking which they are', async () => {
    server.generations = [record({ is_mine: false })];
    way.send(stop({ generation_ids: ['generation-1'] }));
    await pass(0);
    expect(server.asked).toEqual([
      ['POST', 'generations/generation-1/stop', { request_id: 'r' }]
    ]);
  });

  it('is not asked again for a stop that is under way', async () => {
    server.generations = [record()];
    const held = server.hold();
    way.send(stop());
    await pass(0);
    way.send(stop());
    held.resolve();
    await pass(0);
    expect(server.asked.map(([method]) => method)).toEqual(['GET', 'POST']);
  });

  it.each([
    [400, 'bad_frame'],
    [403, 'internal'],
    [404, 'unknown_generation'],
    [413, 'too_large']
  ])('says why where a stop is refused with %d', async (status, code) => {
    server.problem = [status, { message: 'You may not.' }];
    way.send(stop({ generation_ids: ['generation-1'] }));
    await pass(0);
    expect(heard).toEqual([
      {
        type: 'error',
        code,
        request_id: 'r',
        text: 'You may not.'
      }
    ]);
  });

  it('leaves a stop without an answer where the server failed or was not there', async () => {
    const warn = jest.spyOn(console, 'warn').mockImplementation();
    server.problem = [502, {}];
    way.send(stop({ generation_ids: ['generation-1'] }));
    await pass(0);
    server.isDown = true;
    way.send(stop({ generation_ids: ['generation-1'] }));
    await pass(0);
    expect(heard).toEqual([]);
    expect(warn).toHaveBeenCalledTimes(1);
    warn.mockRestore();
  });

  it('knows whether there is a way, and says when there is one again', async () => {
    let opened = 0;
    way.opened.connect(() => (opened += 1));
    server.isDown = true;
    way.send(FOLLOW);
    way.start();
    await pass(0);
    expect([way.state, opened]).toEqual(['down', 0]);
    server.isDown = false;
    await pass(11000);
    expect([way.state, opened]).toEqual(['open', 1]);
    way.pause();
    expect(states).toEqual(['down', 'open', 'opening']);
  });

  it('leaves a server that is down more and more time', async () => {
    server.isDown = true;
    const fetch = jest.spyOn(server.settings, 'fetch');
    way.send(FOLLOW);
    way.start();
    await pass(60000);
    expect(fetch.mock.calls.length).toBeGreaterThan(3);
    expect(fetch.mock.calls.length).toBeLessThan(16);
  });

  it('tells nothing that it asked for before it was paused', async () => {
    server.generations = [record()];
    const held = server.hold();
    way.send(FOLLOW);
    way.start();
    await pass(0);
    way.pause();
    way.pause();
    way.start();
    held.resolve();
    server.release();
    server.generations = [];
    await pass(0);
    expect(heard).toEqual([expect.objectContaining({ generations: [] })]);
  });

  it('tells nothing that was overtaken by a later answer', async () => {
    server.generations = [];
    const held = server.hold();
    way.send(FOLLOW);
    way.start();
    await pass(0);
    server.release();
    server.generations = [record()];
    way.send(stop());
    await pass(0);
    held.resolve();
    await pass(0);
    const lists = heard.filter(frame => frame.type === 'generations');
    expect(lists.length).toBeGreaterThan(0);
    expect(lists).not.toContainEqual(
      expect.objectContaining({ generations: [] })
    );
  });

  it('does not bring what needs a websocket', () => {
    const request = { request_id: 'r', chat_id: 'chat-1' } as const;
    expect(way.send({ type: 'reload', ...request })).toBe(false);
    expect(
      way.send({ type: 'regenerate', prompt_id: 'prompt-1', ...request })
    ).toBe(false);
  });

  it('asks for nothing after it was disposed of, and disposing twice is fine', async () => {
    way.send(FOLLOW);
    way.start();
    await pass(0);
    way.dispose();
    way.dispose();
    way.start();
    expect(way.send(stop())).toBe(false);
    await pass(60000);
    expect(server.asked).toHaveLength(1);
    expect(way.isDisposed).toBe(true);
  });

  async function pass(ms: number): Promise<void> {
    await jest.advanceTimersByTimeAsync(ms);
  }
});

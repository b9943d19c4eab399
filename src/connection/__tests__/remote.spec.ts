import { record } from '../../__tests__/fakes/generations';
import { FakeWebSocket, SETTINGS } from '../../__tests__/fakes/web-socket';
import { WebSocketConnection } from '../websocket';
import { RemoteGenerations } from '../remote';

describe('the generations of a server', () => {
  let remote: RemoteGenerations;

  beforeEach(() => {
    jest.useFakeTimers();
    FakeWebSocket.made = [];
    remote = new RemoteGenerations(
      new WebSocketConnection({ serverSettings: SETTINGS })
    );
  });

  afterEach(() => {
    remote.dispose();
    jest.useRealTimers();
  });

  it('opens no connection before a chat is followed', async () => {
    await jest.advanceTimersByTimeAsync(10000);
    expect(FakeWebSocket.made).toHaveLength(0);
  });

  it('follows a chat from the first who asks to the last who leaves', async () => {
    const first = remote.follow('chat-1');
    await accept();
    const second = remote.follow('chat-1');
    first.dispose();
    first.dispose();
    expect(sent()).toEqual(['subscribe']);
    second.dispose();
    expect(sent()).toEqual(['subscribe', 'unsubscribe']);
  });

  it('mirrors what the server tells', async () => {
    const changed: string[] = [];
    const ended: string[] = [];
    remote.changed.connect((_, chatId) => changed.push(chatId));
    remote.ended.connect((_, one) => ended.push(one.generation_id));
    remote.follow('chat-1');
    await accept();
    FakeWebSocket.latest.say({
      type: 'generations',
      protocol_version: 1,
      chat_id: 'chat-1',
      generations: [record()]
    });
    expect(remote.live('chat-1')).toEqual([record()]);
    FakeWebSocket.latest.say({
      type: 'generation',
      generation: record({ state: 'ended', revision: 2 })
    });
    expect(remote.live('chat-1')).toEqual([]);
    expect(ended).toEqual(['generation-1']);
    expect(changed).toEqual(['chat-1', 'chat-1']);
  });

  it('resolves a stop with the generations that were meant', async () => {
    remote.follow('chat-1');
    await accept();
    const stop = remote.stop('chat-1', {
      seen: [{ message_id: 'reply-1', length: 3 }]
    });
    const request = FakeWebSocket.latest.sent[1];
    expect(request).toEqual({
      type: 'stop',
      request_id: request?.request_id,
      chat_id: 'chat-1',
      seen: [{ message_id: 'reply-1', length: 3 }]
    });
    answer(request?.request_id, 'accepted', ['generation-1']);
    await expect(stop).resolves.toEqual(['generation-1']);
  });

  it('rejects what the server refuses, with its words', async () => {
    remote.follow('chat-1');
    await accept();
    const stop = remote.stop('chat-1', { generationIds: ['theirs'] });
    FakeWebSocket.latest.say({
      type: 'reply',
      request_id: String(FakeWebSocket.latest.sent[1]?.request_id),
      status: 'refused',
      generation_ids: [],
      error: { code: 'not_allowed', text: 'Not yours.' }
    });
    await expect(stop).rejects.toMatchObject({
      code: 'not_allowed',
      message: 'Not yours.'
    });
    const again = remote.regenerate('chat-1', 'prompt-1');
    FakeWebSocket.latest.say({
      type: 'error',
      request_id: String(FakeWebSocket.latest.sent[2]?.request_id),
      code: 'internal',
      text: 'The server failed.'
    });
    await expect(again).rejects.toMatchObject({
      code: 'internal',
      message: 'The server failed.'
    });
  });

  it('sends a stop that was pressed while the connection was down', async () => {
    remote.follow('chat-1');
    await accept();
    FakeWebSocket.latest.drop();
    const stop = remote.stop('chat-1');
    await jest.advanceTimersByTimeAsync(11000);
    FakeWebSocket.latest.accept();
    expect(sent()).toEqual(['subscribe', 'stop']);
    answer(FakeWebSocket.latest.sent[1]?.request_id, 'accepted', []);
    await expect(stop).resolves.toEqual([]);
  });

  it('repeats a request under its id until it is answered, and no longer', async () => {
    remote.follow('chat-1');
    await accept();
    const stop = remote.stop('chat-1');
    await jest.advanceTimersByTimeAsync(6000);
    const stops = FakeWebSocket.latest.sent.filter(
      frame => frame.type === 'stop'
    );
    expect(stops).toHaveLength(3);
    expect(new Set(stops.map(frame => frame.request_id)).size).toBe(1);
    answer(stops[0]?.request_id, 'accepted', []);
    answer(stops[0]?.request_id, 'accepted', []);
    await stop;
    await jest.advanceTimersByTimeAsync(10000);
    expect(sent().filter(type => type === 'stop')).toHaveLength(3);
  });

  it.each([
    ['stop', () => remote.stop('chat-1')],
    ['regenerate', () => remote.regenerate('chat-1', 'prompt-1')]
  ])('connects for a %s in a chat that nobody follows', async (type, ask) => {
    begin(ask());
    await accept();
    expect(FakeWebSocket.latest.sent).toEqual([
      expect.objectContaining({ type, chat_id: 'chat-1' })
    ]);
  });

  it('asks for all of mine without ids, and for those named with them', async () => {
    remote.follow('chat-1');
    await accept();
    begin(remote.stop('chat-1'));
    begin(remote.stop('chat-1', { generationIds: ['generation-1'], seen: [] }));
    const [, all, named] = FakeWebSocket.latest.sent;
    expect(all).not.toHaveProperty('generation_ids');
    expect(all).not.toHaveProperty('seen');
    expect(named).toMatchObject({ generation_ids: ['generation-1'], seen: [] });
    expect(all?.request_id).not.toBe(named?.request_id);
  });

  it('follows after a reconnection what is followed still, and nothing else', async () => {
    const first = remote.follow('chat-1');
    remote.follow('chat-2');
    await accept();
    FakeWebSocket.latest.drop();
    first.dispose();
    await jest.advanceTimersByTimeAsync(11000);
    FakeWebSocket.latest.accept();
    expect(FakeWebSocket.latest.sent).toEqual([
      { type: 'subscribe', chat_id: 'chat-2' }
    ]);
  });

  it('lets go of what ran in a chat that is followed no more, and is not told of it again', async () => {
    const following = remote.follow('chat-1');
    await accept();
    FakeWebSocket.latest.say({ type: 'generation', generation: record() });
    expect(remote.live('chat-1')).toHaveLength(1);
    following.dispose();
    expect(remote.live('chat-1')).toEqual([]);
    const late = record({ revision: 2 });
    FakeWebSocket.latest.say({ type: 'generation', generation: late });
    FakeWebSocket.latest.say({
      type: 'generations',
      protocol_version: 1,
      chat_id: 'chat-1',
      generations: [late]
    });
    expect(remote.live('chat-1')).toEqual([]);
  });

  it('closes its connection when it is disposed, and disposing twice is fine', async () => {
    remote.follow('chat-1');
    await accept();
    remote.dispose();
    remote.dispose();
    expect(remote.isDisposed).toBe(true);
    expect(FakeWebSocket.latest.readyState).toBe(3);
    await jest.advanceTimersByTimeAsync(60000);
    expect(FakeWebSocket.made).toHaveLength(1);
  });

  /**
   * Leave a request without an answer.
   */
  function begin(request: Promise<unknown>): void {
    request.catch(() => undefined);
  }

  async function accept(): Promise<void> {
    await jest.advanceTimersByTimeAsync(0);
    FakeWebSocket.latest.accept();
  }

  function sent(): string[] {
    return FakeWebSocket.latest.sent.map(frame => frame.type);
  }

  function answer(
    requestId: unknown,
    status: 'accepted',
    ids: readonly string[]
  ): void {
    FakeWebSocket.latest.say({
      type: 'reply',
      request_id: String(requestId),
      status,
      generation_ids: ids
    });
  }
});

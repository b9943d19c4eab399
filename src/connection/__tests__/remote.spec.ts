import { record } from '../../__tests__/fakes/generations';
import { FakeRestServer } from '../../__tests__/fakes/rest-server';
import { FakeWebSocket } from '../../__tests__/fakes/web-socket';
import type { IGenerationRecord, IGenerationsFrame } from '../../protocol';
import { RemoteGenerations } from '../remote';

const CHAT = { id: 'chat-1', name: 'RTC:work/a.chat' };
const COPY = { id: 'chat-1', name: 'RTC:work/copy.chat' };
const OTHER = { id: 'chat-2', name: 'b.chat' };

describe('the generations of a server', () => {
  let server: FakeRestServer;
  let remote: RemoteGenerations;
  let reachable: boolean[];
  let warn: jest.SpyInstance;

  beforeEach(() => {
    jest.useFakeTimers();
    warn = jest.spyOn(console, 'warn').mockImplementation();
    FakeWebSocket.made = [];
    server = new FakeRestServer();
    remote = new RemoteGenerations({ serverSettings: server.settings });
    reachable = [];
    remote.reachableChanged.connect((_, is) => reachable.push(is));
  });

  afterEach(() => {
    remote.dispose();
    warn.mockRestore();
    jest.useRealTimers();
  });

  it('opens no connection before a chat is followed', async () => {
    await pass(10000);
    expect(FakeWebSocket.made).toHaveLength(0);
    expect(server.asked).toEqual([]);
  });

  it('follows a chat from the first who asks to the last who leaves', async () => {
    const first = remote.follow(CHAT);
    await accept();
    const second = remote.follow({ ...CHAT });
    first.dispose();
    first.dispose();
    expect(sent()).toEqual(['subscribe']);
    second.dispose();
    expect(FakeWebSocket.latest.sent).toEqual([
      { type: 'subscribe', chat_id: 'chat-1', chat_path: 'work/a.chat' },
      { type: 'unsubscribe', chat_id: 'chat-1', chat_path: 'work/a.chat' }
    ]);
  });

  it('does not follow a chat that has no id yet', () => {
    expect(() => remote.follow({ name: 'a.chat' })).toThrow('id');
    expect(remote.live({ name: 'a.chat' })).toEqual([]);
    expect(remote.isKnown({ name: 'a.chat' })).toBe(false);
  });

  it('mirrors what the server tells', async () => {
    const changed: string[] = [];
    const ended: string[] = [];
    remote.changed.connect((_, chatId) => changed.push(chatId));
    remote.ended.connect((_, one) => ended.push(one.generation_id));
    remote.follow(CHAT);
    await accept();
    tell([record()], { is_connected: false });
    expect(remote.live(CHAT)).toEqual([record()]);
    tellOf(record({ state: 'ended', revision: 2 }));
    expect(remote.live(CHAT)).toEqual([]);
    expect(ended).toEqual(['generation-1']);
    expect(changed).toEqual(['chat-1', 'chat-1']);
  });

  it('gives the same list until something of the chat changes', async () => {
    remote.follow(CHAT);
    remote.follow(COPY);
    await accept();
    const here = record({ chat_path: 'work/a.chat' });
    const there = record({ generation_id: 'b', chat_path: 'work/copy.chat' });
    tellOf(here);
    const before = remote.live(CHAT);
    tellOf(there);
    tell([here], { chat_path: 'work/a.chat' });
    expect(remote.live(CHAT)).toBe(before);
    tellOf({ ...here, revision: 2 });
    expect(remote.live(CHAT)).not.toBe(before);
    expect(remote.live(OTHER)).toBe(remote.live(OTHER));
  });

  it('resolves a stop with the generations that were meant', async () => {
    remote.follow(CHAT);
    await accept();
    const seen = [{ message_id: 'reply-1', length: 3 }];
    const stop = remote.stop(CHAT, { promptIds: ['prompt-1'], seen });
    const request = FakeWebSocket.latest.sent[1];
    expect(request).toEqual({
      type: 'stop',
      request_id: request?.request_id,
      chat_id: 'chat-1',
      chat_path: 'work/a.chat',
      prompt_ids: ['prompt-1'],
      seen
    });
    answer(request?.request_id, ['generation-1']);
    await expect(stop).resolves.toEqual(['generation-1']);
  });

  it('rejects what the server refuses, with its words', async () => {
    remote.follow(CHAT);
    await accept();
    const stop = remote.stop(CHAT, { generationIds: ['theirs'] });
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
    const again = remote.regenerate(CHAT, 'prompt-1');
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

  it('asks for all of mine without ids, and for those named with them', async () => {
    remote.follow(CHAT);
    await accept();
    begin(remote.stop(CHAT, { promptIds: [] }));
    begin(remote.stop(CHAT, { generationIds: ['generation-1'], seen: [] }));
    const [, all, named] = FakeWebSocket.latest.sent;
    expect(all).not.toHaveProperty('generation_ids');
    expect(all).not.toHaveProperty('prompt_ids');
    expect(all).not.toHaveProperty('seen');
    expect(named).toMatchObject({ generation_ids: ['generation-1'], seen: [] });
    expect(all?.request_id).not.toBe(named?.request_id);
  });

  it('names the chat by its path in what it asks for, where that is known', async () => {
    begin(remote.regenerate(CHAT, 'prompt-1'));
    begin(remote.reload({ id: 'chat-1', name: null }));
    await accept();
    const [regenerate, reload] = FakeWebSocket.latest.sent;
    expect(regenerate).toMatchObject({
      type: 'regenerate',
      chat_id: 'chat-1',
      chat_path: 'work/a.chat',
      prompt_id: 'prompt-1'
    });
    expect(reload).toEqual({
      type: 'reload',
      chat_id: 'chat-1',
      request_id: reload?.request_id
    });
  });

  it('refuses what is asked of a chat that has no id yet', async () => {
    await expect(remote.stop({ name: 'a.chat' })).rejects.toThrow('opened');
    expect(FakeWebSocket.made).toHaveLength(0);
  });

  it('follows after a reconnection what is followed still, and nothing else', async () => {
    const first = remote.follow(CHAT);
    remote.follow(OTHER);
    await accept();
    FakeWebSocket.latest.drop();
    first.dispose();
    await pass(11000);
    FakeWebSocket.latest.accept();
    expect(FakeWebSocket.latest.sent).toEqual([
      { type: 'subscribe', chat_id: 'chat-2', chat_path: 'b.chat' }
    ]);
  });

  it('follows a chat that was renamed meanwhile where it is now', async () => {
    const chat = { ...CHAT };
    remote.follow(chat);
    await accept();
    FakeWebSocket.latest.drop();
    chat.name = 'c.chat';
    await pass(11000);
    FakeWebSocket.latest.accept();
    expect(FakeWebSocket.latest.sent).toEqual([
      { type: 'subscribe', chat_id: 'chat-1', chat_path: 'c.chat' }
    ]);
  });

  it('closes its connection when it is disposed, and disposing twice is fine', async () => {
    remote.follow(CHAT);
    await accept();
    const waiting = remote.stop(CHAT);
    remote.dispose();
    remote.dispose();
    await expect(waiting).rejects.toThrow('closed');
    expect(remote.isDisposed).toBe(true);
    expect(FakeWebSocket.latest.readyState).toBe(3);
    await pass(60000);
    expect(FakeWebSocket.made).toHaveLength(1);
    expect(server.asked).toEqual([]);
  });

  describe('where the websocket does not stand', () => {
    beforeEach(async () => {
      remote.follow(CHAT);
      await pass(0);
    });

    it('are not asked for by REST where it does stand', async () => {
      FakeWebSocket.latest.accept();
      await pass(60000);
      expect(server.asked).toEqual([]);
    });

    it('are known and stopped by REST', async () => {
      server.generations = [record()];
      FakeWebSocket.latest.drop();
      await pass(0);
      expect(remote.live(CHAT)).toEqual([record()]);
      expect(remote.isKnown(CHAT)).toBe(true);
      await expect(remote.stop(CHAT)).resolves.toEqual(['generation-1']);
      expect(remote.live(CHAT)[0]?.state).toBe('stopping');
      server.generations = [];
      await pass(500);
      expect(remote.live(CHAT)).toEqual([]);
      expect([remote.isReachable, reachable]).toEqual([true, []]);
    });

    it('are not brought back to what was before a stop', async () => {
      server.generations = [record()];
      FakeWebSocket.latest.drop();
      await pass(0);
      const held = server.hold();
      server.generations = [];
      await pass(2000);
      server.release();
      server.generations = [record()];
      await remote.stop(CHAT);
      held.resolve();
      await pass(0);
      expect(remote.live(CHAT)[0]?.state).toBe('stopping');
    });

    it('are asked for by REST where it is never accepted', async () => {
      server.generations = [record()];
      await pass(5100);
      expect(remote.live(CHAT)).toEqual([record()]);
    });

    it('are asked for no more when it stands again', async () => {
      FakeWebSocket.latest.drop();
      await pass(11000);
      FakeWebSocket.latest.accept();
      expect(sent()).toEqual(['subscribe']);
      server.asked.length = 0;
      begin(remote.stop(CHAT));
      await pass(2000);
      expect(server.asked).toEqual([]);
      expect(sent()).toEqual(['subscribe', 'stop']);
    });

    it('are stopped by REST at once where it closes while a stop waits', async () => {
      FakeWebSocket.latest.accept();
      begin(remote.stop(CHAT));
      FakeWebSocket.latest.drop();
      await pass(0);
      expect(server.asked[0]?.slice(0, 2)).toEqual(['POST', 'stop']);
    });

    it('are stopped, with all that is followed, over another where it is silent', async () => {
      server.generations = [record()];
      FakeWebSocket.latest.accept();
      tell([record()]);
      const silent = FakeWebSocket.latest;
      begin(remote.regenerate(CHAT, 'prompt-1'));
      const stop = remote.stop(CHAT);
      await pass(3001);
      await expect(stop).resolves.toEqual(['generation-1']);
      expect(FakeWebSocket.latest).not.toBe(silent);
      expect(remote.live(CHAT)[0]?.state).toBe('stopping');
      FakeWebSocket.latest.accept();
      expect(sent()).toEqual(['subscribe', 'regenerate']);
      expect(reachable).toEqual([]);
      expect(remote.isKnown(CHAT)).toBe(true);
    });

    it('are stopped by the first way that opens where there is none', async () => {
      server.generations = [record()];
      server.isDown = true;
      FakeWebSocket.latest.drop();
      await pass(0);
      expect(remote.isReachable).toBe(false);
      const stop = remote.stop(CHAT);
      await pass(20000);
      expect(server.asked).toEqual([]);
      server.isDown = false;
      await pass(11000);
      await expect(stop).resolves.toEqual(['generation-1']);
      expect(reachable).toEqual([false, true]);
    });

    it('are not told of as unreachable before that was tried, or while the server is slow', async () => {
      server.hold();
      FakeWebSocket.latest.drop();
      await pass(20000);
      expect([remote.isReachable, reachable]).toEqual([true, []]);
    });

    it('are asked for again only over a websocket', async () => {
      FakeWebSocket.latest.drop();
      await pass(0);
      begin(remote.regenerate(CHAT, 'prompt-1'));
      await pass(11000);
      expect(server.asked.every(([method]) => method === 'GET')).toBe(true);
      FakeWebSocket.latest.accept();
      expect(sent()).toEqual(['subscribe', 'regenerate']);
    });
  });

  describe('in a chat of which a copy is open', () => {
    const here = record({ generation_id: 'here', chat_path: 'work/a.chat' });
    const there = record({
      generation_id: 'there',
      chat_path: 'work/copy.chat'
    });

    beforeEach(async () => {
      remote.follow(CHAT);
      await accept();
    });

    it('are each followed by path', () => {
      remote.follow(COPY);
      expect(FakeWebSocket.latest.sent.map(one => one.chat_path)).toEqual([
        'work/a.chat',
        'work/copy.chat'
      ]);
    });

    it('are each of one of the two', () => {
      remote.follow(COPY);
      tellOf(here);
      tellOf(there);
      expect(ids(CHAT)).toEqual(['here']);
      expect(ids(COPY)).toEqual(['there']);
      tellOf({ ...there, state: 'ended', revision: 2 });
      expect([ids(CHAT), ids(COPY)]).toEqual([['here'], []]);
    });

    it('are not shown in a copy that is not followed yet', () => {
      tell([here], { chat_path: 'work/a.chat' });
      expect(ids(COPY)).toEqual([]);
      expect(remote.isKnown(COPY)).toBe(false);
    });

    it('do not end where the whole truth of the other is told', () => {
      remote.follow(COPY);
      tellOf(here);
      tellOf(there);
      tell([], { chat_path: 'work/a.chat' });
      expect([ids(CHAT), ids(COPY)]).toEqual([[], ['there']]);
    });

    it('are of both where their path is nobody’s or not known', () => {
      remote.follow(COPY);
      tellOf({ ...here, chat_path: 'renamed.chat' });
      tellOf({ ...there, chat_path: null });
      const both = ['here', 'there'];
      expect([ids(CHAT), ids(COPY)]).toEqual([both, both]);
    });

    it('stay with the one that was renamed', () => {
      const copy = { ...COPY };
      remote.follow(copy);
      tellOf(there);
      copy.name = 'renamed.chat';
      tellOf({ ...there, generation_id: 'new', chat_path: 'renamed.chat' });
      expect(ids(copy)).toEqual(['there', 'new']);
      expect(ids(CHAT)).toEqual([]);
    });

    it('do not come to the original when the copy is closed, nor after it', () => {
      const copy = remote.follow(COPY);
      tellOf(here);
      tellOf(there);
      copy.dispose();
      tellOf({ ...there, revision: 2 });
      expect(ids(CHAT)).toEqual(['here']);
      remote.follow(COPY);
      tellOf({ ...there, revision: 3 });
      expect([ids(CHAT), ids(COPY)]).toEqual([['here'], ['there']]);
    });

    it('are known by path', () => {
      remote.follow(COPY);
      tell([], { chat_path: 'work/copy.chat', is_connected: true });
      expect([CHAT, COPY].map(one => remote.isKnown(one))).toEqual([
        false,
        true
      ]);
    });

    function ids(chat: typeof CHAT): readonly string[] {
      return remote.live(chat).map(one => one.generation_id);
    }
  });

  describe('in a chat that nobody follows any more', () => {
    it('are forgotten, and not told of again', async () => {
      const following = remote.follow(CHAT);
      await accept();
      tellOf(record());
      expect(remote.live(CHAT)).toHaveLength(1);
      following.dispose();
      expect(remote.live(CHAT)).toEqual([]);
      tellOf(record({ revision: 2 }));
      tell([record({ revision: 3 })]);
      expect(remote.live(CHAT)).toEqual([]);
    });
  });

  describe('are of a chat that is known', () => {
    let changed: string[];
    let following: { dispose: () => void };

    beforeEach(async () => {
      changed = [];
      remote.changed.connect((_, chatId) => changed.push(chatId));
      following = remote.follow(CHAT);
      await accept();
    });

    it('once the server says so, until it says otherwise', () => {
      expect(remote.isKnown(CHAT)).toBe(false);
      tell([], { is_connected: false });
      expect([remote.isKnown(CHAT), changed]).toEqual([false, []]);
      tell([], { is_connected: true });
      tell([], { is_connected: true });
      expect([remote.isKnown(CHAT), changed]).toEqual([true, ['chat-1']]);
      tell([], { is_connected: false });
      expect([remote.isKnown(CHAT), changed.length]).toEqual([false, 2]);
    });

    it('where an older server tells of it', () => {
      tell([]);
      expect([remote.isKnown(CHAT), changed]).toEqual([true, ['chat-1']]);
    });

    it('while the connection is lost, and not when nobody follows it any more', async () => {
      tell([], { is_connected: true });
      server.isDown = true;
      FakeWebSocket.latest.drop();
      await pass(60000);
      expect(remote.isKnown(CHAT)).toBe(true);
      changed.length = 0;
      following.dispose();
      expect([remote.isKnown(CHAT), changed]).toEqual([false, ['chat-1']]);
    });
  });

  describe('where the server half is missing', () => {
    const NOT_THERE =
      'The server half of jupyter-stop-stream is not there (or is switched off). Chats are left as they are.';

    beforeEach(async () => {
      remote.follow(CHAT);
      remote.follow(OTHER);
      await pass(0);
    });

    it.each([
      ['with a 404', () => (server.isMissing = true)],
      ['with a page', () => (server.problem = [200, '<html>Lite</html>'])]
    ])(
      'are asked for no more, with one word in the console, %s',
      async (_, miss) => {
        miss();
        FakeWebSocket.latest.drop();
        const stop = remote.stop(CHAT);
        const isRefused = expect(stop).rejects.toThrow('closed');
        await pass(5000);
        await isRefused;
        expect(warn.mock.calls.flat()).toContain(NOT_THERE);
        server.asked.length = 0;
        const { length } = FakeWebSocket.made;
        remote.follow({ id: 'chat-3', name: 'c.chat' });
        await expect(remote.stop(CHAT)).rejects.toThrow('closed');
        await pass(600000);
        expect(server.asked).toEqual([]);
        expect(FakeWebSocket.made).toHaveLength(length);
        expect(remote.isKnown(CHAT)).toBe(false);
        const words = warn.mock.calls.filter(([text]) => text === NOT_THERE);
        expect(words).toHaveLength(1);
      }
    );

    it('are asked for again while it is started anew', async () => {
      FakeWebSocket.latest.accept();
      tell([], { is_connected: true });
      server.isMissing = true;
      FakeWebSocket.latest.drop();
      await pass(60000);
      expect(remote.isKnown(CHAT)).toBe(true);
      server.isMissing = false;
      server.generations = [record()];
      await pass(11000);
      expect(remote.live(CHAT)).toHaveLength(1);
      expect(warn).not.toHaveBeenCalledWith(NOT_THERE);
    });

    it.each([403, 500, 503])('are asked for again after a %d', async status => {
      server.problem = [status, 'No.'];
      FakeWebSocket.latest.drop();
      await pass(60000);
      server.problem = null;
      await pass(11000);
      expect(remote.isKnown(CHAT)).toBe(true);
    });
  });

  describe('where the server is of another version', () => {
    it('are followed plainer, once it refuses what is newer', async () => {
      const first = remote.follow(CHAT);
      const second = remote.follow(COPY);
      await accept();
      const refusal = {
        type: 'error',
        code: 'bad_frame',
        text: 'chat_path: must not be there.'
      } as const;
      FakeWebSocket.latest.say(refusal);
      FakeWebSocket.latest.say(refusal);
      const plain = { type: 'subscribe', chat_id: 'chat-1' };
      expect(FakeWebSocket.latest.sent.slice(2)).toEqual([plain, plain]);
      tell([record()]);
      expect(remote.live(COPY)).toEqual([record()]);
      first.dispose();
      expect(FakeWebSocket.latest.sentOf('unsubscribe')).toEqual([]);
      second.dispose();
      expect(FakeWebSocket.latest.sentOf('unsubscribe')).toEqual([
        { type: 'unsubscribe', chat_id: 'chat-1' }
      ]);
    });

    it('are told of as outdated once, without connecting again and again', async () => {
      let outdated = 0;
      remote.outdated.connect(() => (outdated += 1));
      remote.follow(CHAT);
      await accept();
      const frame = JSON.stringify({
        type: 'generations',
        protocol_version: 2
      });
      FakeWebSocket.latest.say(frame);
      FakeWebSocket.latest.drop();
      await pass(11000);
      FakeWebSocket.latest.accept();
      FakeWebSocket.latest.say(frame);
      await pass(60000);
      expect(outdated).toBe(1);
      expect(FakeWebSocket.made).toHaveLength(2);
      expect(warn).toHaveBeenCalledTimes(1);
    });

    it('warn once of a frame that was refused for another reason', async () => {
      remote.follow(CHAT);
      await accept();
      const error = {
        type: 'error',
        code: 'not_allowed',
        text: 'No.'
      } as const;
      FakeWebSocket.latest.say(error);
      FakeWebSocket.latest.say(error);
      expect(warn.mock.calls).toEqual([[expect.any(String), 'No.']]);
      expect(sent()).toEqual(['subscribe']);
    });
  });

  /**
   * Leave a request without an answer.
   */
  function begin(request: Promise<unknown>): void {
    request.catch(() => undefined);
  }

  async function accept(): Promise<void> {
    await pass(0);
    FakeWebSocket.latest.accept();
  }

  async function pass(ms: number): Promise<void> {
    await jest.advanceTimersByTimeAsync(ms);
  }

  function sent(): string[] {
    return FakeWebSocket.latest.sent.map(frame => frame.type);
  }

  function tellOf(generation: IGenerationRecord): void {
    FakeWebSocket.latest.say({ type: 'generation', generation });
  }

  function tell(
    generations: readonly IGenerationRecord[],
    changes: Partial<IGenerationsFrame> = {}
  ): void {
    FakeWebSocket.latest.say({
      type: 'generations',
      protocol_version: 1,
      chat_id: 'chat-1',
      generations,
      ...changes
    });
  }

  function answer(requestId: unknown, ids: readonly string[]): void {
    FakeWebSocket.latest.say({
      type: 'reply',
      request_id: String(requestId),
      status: 'accepted',
      generation_ids: ids
    });
  }
});

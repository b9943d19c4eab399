import { record } from '../../__tests__/fakes/generations';
import type { FakeRestServer } from '../../__tests__/fakes/rest-server';
import { FakeWebSocket } from '../../__tests__/fakes/web-socket';
import { RemoteGenerations } from '../remote';
import {
  CHAT,
  COPY,
  OTHER,
  accept,
  closeServer,
  openServer,
  pass,
  sent,
  tell,
  tellOf
} from './played-server';

describe('the generations of a server', () => {
  let server: FakeRestServer;
  let remote: RemoteGenerations;

  beforeEach(() => {
    server = openServer();
    remote = new RemoteGenerations({ serverSettings: server.settings });
  });

  afterEach(() => {
    closeServer(remote);
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

  it('knows what has ended and goes on in a kernel, and asks for the end of that', async () => {
    remote.follow(CHAT);
    await accept();
    const execution = {
      execution_id: 'execution-1',
      kernel_id: 'kernel-1',
      state: 'running'
    } as const;
    const left = record({ state: 'ended', executions: [execution] });
    const elsewhere = record({ generation_id: 'b', chat_id: 'chat-9' });
    tell([], { ended: [left, elsewhere] });
    expect(remote.find('generation-1')).toEqual(left);
    expect(remote.find('b')).toBeUndefined();
    expect(remote.live(CHAT)).toEqual([]);
    void remote.end(CHAT, 'execution-1', 'interrupt').catch(() => undefined);
    expect(FakeWebSocket.latest.sent.slice(-1)).toEqual([
      {
        type: 'end',
        request_id: expect.any(String),
        chat_id: 'chat-1',
        chat_path: 'work/a.chat',
        execution_id: 'execution-1',
        by: 'interrupt'
      }
    ]);
  });

  it('has a stop leave what runs in kernels where that is set', async () => {
    let isLeft = true;
    remote.dispose();
    remote = new RemoteGenerations({
      leaves: () => isLeft,
      serverSettings: server.settings
    });
    remote.follow(CHAT);
    await accept();
    void remote.stop(CHAT).catch(() => undefined);
    isLeft = false;
    void remote.stop(CHAT).catch(() => undefined);
    const [, first, second] = FakeWebSocket.latest.sent;
    expect(first).toMatchObject({ type: 'stop', leaves_executions: true });
    expect(second).not.toHaveProperty('leaves_executions');
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
});

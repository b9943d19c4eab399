import { record } from '../../__tests__/fakes/generations';
import type { FakeRestServer } from '../../__tests__/fakes/rest-server';
import type { IGenerationsFrame } from '../../protocol';
import { Polling } from '../polling';
import { closeServer, openServer, pass } from './played-server';

describe('polling', () => {
  let server: FakeRestServer;
  let chats: Polling.IChat[];
  let polling: Polling;
  let heard: IGenerationsFrame[];
  let states: string[];

  beforeEach(() => {
    server = openServer();
    chats = [{ chatId: 'chat-1' }];
    polling = new Polling({ serverSettings: server.settings, chats });
    heard = [];
    polling.received.connect((_, frame) => heard.push(frame));
    states = [];
    polling.stateChanged.connect((_, state) => states.push(state));
  });

  afterEach(() => {
    closeServer(polling);
  });

  it('asks for nothing before it is started, and nothing where nothing is followed', async () => {
    polling.refresh();
    await pass(60000);
    chats.length = 0;
    polling.start();
    await pass(60000);
    expect(server.asked).toEqual([]);
    expect(states).toEqual([]);
  });

  it('tells what goes on in what is followed, at once and every two seconds', async () => {
    server.generations = [record(), record({ chat_id: 'chat-2' })];
    polling.start();
    polling.start();
    await pass(0);
    expect(heard).toEqual([
      {
        type: 'generations',
        protocol_version: 1,
        chat_id: 'chat-1',
        is_connected: true,
        generations: [record()]
      }
    ]);
    await pass(1999);
    expect(heard).toHaveLength(1);
    await pass(1);
    expect(heard).toHaveLength(2);
    expect(server.asked[1]).toEqual(['GET', 'generations', 'chat-1']);
  });

  it('asks for a chat at its path, and says which it asked for', async () => {
    chats[0] = { chatId: 'chat-1', chatPath: 'a b/c.chat' };
    const fetch = jest.spyOn(server.settings, 'fetch');
    polling.start();
    await pass(0);
    const [request] = fetch.mock.calls[0] ?? [];
    const { searchParams } = new URL(String((request as Request).url));
    expect(searchParams.get('chat_path')).toBe('a b/c.chat');
    expect(heard[0]?.chat_path).toBe('a b/c.chat');
  });

  it('says nothing of who is connected where the server does not', async () => {
    server.isOlder = true;
    polling.start();
    await pass(0);
    expect(heard[0]).not.toHaveProperty('is_connected');
  });

  it('asks at once when it is told to, also while an answer to that is awaited', async () => {
    polling.start();
    await pass(100);
    const held = server.hold();
    polling.refresh();
    await pass(0);
    server.release();
    chats.push({ chatId: 'chat-2' });
    polling.refresh();
    await pass(0);
    expect(heard.map(one => one.chat_id)).toEqual([
      'chat-1',
      'chat-1',
      'chat-2'
    ]);
    held.resolve();
  });

  it('asks more often while something is stopping', async () => {
    server.generations = [record({ state: 'stopping' })];
    polling.start();
    await pass(1000);
    expect(heard.length).toBeGreaterThan(3);
    server.generations = [];
    await pass(300);
    const before = heard.length;
    await pass(1500);
    expect(heard).toHaveLength(before);
  });

  it('soon asks for nothing on a page that nobody sees', async () => {
    const visibility = jest.spyOn(document, 'visibilityState', 'get');
    visibility.mockReturnValue('hidden');
    document.dispatchEvent(new Event('visibilitychange'));
    polling.start();
    await pass(4000);
    server.asked.length = 0;
    await pass(600000);
    expect(server.asked).toEqual([]);
    visibility.mockRestore();
    document.dispatchEvent(new Event('visibilitychange'));
    await pass(2000);
    expect(server.asked).toHaveLength(1);
  });

  it('tells nothing that it asked for before it was paused', async () => {
    server.generations = [record()];
    const held = server.hold();
    polling.start();
    await pass(0);
    polling.pause();
    polling.pause();
    polling.start();
    held.resolve();
    server.release();
    server.generations = [];
    await pass(0);
    expect(heard).toEqual([expect.objectContaining({ generations: [] })]);
  });

  it('tells nothing that it asked for before something newer was known', async () => {
    const held = server.hold();
    polling.start();
    await pass(0);
    polling.outdate();
    held.resolve();
    await pass(0);
    expect(heard).toEqual([]);
    await pass(2000);
    expect(heard).toHaveLength(1);
  });

  it('tells nothing that was overtaken by a later answer', async () => {
    const held = server.hold();
    polling.start();
    await pass(0);
    server.release();
    server.generations = [record()];
    polling.refresh();
    await pass(0);
    held.resolve();
    await pass(0);
    expect(heard.map(one => one.generations)).toEqual([[record()]]);
  });

  it('asks for nothing after it was disposed of, and disposing twice is fine', async () => {
    polling.start();
    await pass(0);
    polling.dispose();
    polling.dispose();
    polling.start();
    polling.refresh();
    polling.pause();
    await pass(60000);
    expect(server.asked).toHaveLength(1);
    expect(polling.isDisposed).toBe(true);
  });
});

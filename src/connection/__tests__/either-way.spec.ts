import { record } from '../../__tests__/fakes/generations';
import { FakeRestServer } from '../../__tests__/fakes/rest-server';
import { FakeWebSocket } from '../../__tests__/fakes/web-socket';
import type { IConnection } from '../connection';
import { EitherWay } from '../either-way';
import { RemoteGenerations } from '../remote';
import { WayRound } from '../way-round';
import { WebSocketConnection } from '../websocket';

describe('a stop and the two ways to the server', () => {
  let server: FakeRestServer;
  let connection: IConnection;
  let remote: RemoteGenerations;
  let reachable: boolean[];

  beforeEach(async () => {
    jest.useFakeTimers();
    FakeWebSocket.made = [];
    server = new FakeRestServer();
    const serverSettings = server.settings;
    connection = new EitherWay({
      webSocket: new WebSocketConnection({ serverSettings }),
      wayRound: new WayRound({ serverSettings })
    });
    remote = new RemoteGenerations(connection);
    reachable = [];
    remote.reachableChanged.connect((_, is) => reachable.push(is));
    remote.follow('chat-1');
    await pass(0);
  });

  afterEach(() => {
    remote.dispose();
    jest.useRealTimers();
  });

  it('does not go by REST where the websocket stands', async () => {
    FakeWebSocket.latest.accept();
    const stopped = remote.stop('chat-1');
    answer(['generation-1']);
    await expect(stopped).resolves.toEqual(['generation-1']);
    await pass(60000);
    expect(server.asked).toEqual([]);
  });

  it('knows and stops an answer by REST where the websocket is barred', async () => {
    server.generations = [record()];
    FakeWebSocket.latest.drop();
    await pass(0);
    expect(remote.live('chat-1')).toEqual([record()]);
    await expect(remote.stop('chat-1')).resolves.toEqual(['generation-1']);
    expect(remote.live('chat-1')[0]?.state).toBe('stopping');
    server.generations = [];
    await pass(500);
    expect(remote.live('chat-1')).toEqual([]);
    expect(remote.isReachable).toBe(true);
    expect(reachable).toEqual([]);
  });

  it('goes by REST where the websocket is never answered', async () => {
    server.generations = [record()];
    await pass(5100);
    expect(remote.live('chat-1')).toEqual([record()]);
  });

  it('goes by the websocket again once that is back', async () => {
    FakeWebSocket.latest.drop();
    await pass(11000);
    FakeWebSocket.latest.accept();
    expect(FakeWebSocket.latest.sent).toEqual([
      { type: 'subscribe', chat_id: 'chat-1' }
    ]);
    server.asked.length = 0;
    remote.stop('chat-1').catch(() => undefined);
    await pass(2000);
    expect(server.asked).toEqual([]);
    expect(FakeWebSocket.latest.sent[1]?.type).toBe('stop');
  });

  it('goes by REST too, under the same id, where the websocket does not answer', async () => {
    server.generations = [record()];
    FakeWebSocket.latest.accept();
    const stopped = remote.stop('chat-1');
    await pass(2999);
    expect(server.asked).toEqual([]);
    await pass(1);
    await expect(stopped).resolves.toEqual(['generation-1']);
    const [, sent] = FakeWebSocket.latest.sent;
    expect(server.asked[1]).toEqual([
      'POST',
      'generations/generation-1/stop',
      { request_id: sent?.request_id }
    ]);
  });

  it('is answered once where both ways answer', async () => {
    server.generations = [record()];
    FakeWebSocket.latest.drop();
    await pass(0);
    const held = server.hold();
    const answers: unknown[] = [];
    void remote.stop('chat-1').then(ids => answers.push(ids));
    await pass(10000);
    FakeWebSocket.latest.accept();
    answer(['by websocket']);
    held.resolve();
    await pass(10000);
    expect(answers).toEqual([['by websocket']]);
    expect(
      FakeWebSocket.latest.sent.filter(frame => frame.type === 'stop')
    ).toHaveLength(1);
  });

  it('waits where there is no way at all, and goes by the first that opens', async () => {
    server.generations = [record()];
    server.isDown = true;
    FakeWebSocket.latest.drop();
    await pass(0);
    expect(remote.isReachable).toBe(false);
    const stopped = remote.stop('chat-1');
    await pass(20000);
    expect(server.asked).toEqual([]);
    server.isDown = false;
    await pass(11000);
    await expect(stopped).resolves.toEqual(['generation-1']);
    expect(reachable).toEqual([false, true]);
  });

  it('is not told of as unreachable before that was tried', () => {
    expect(connection.state).toBe('opening');
    server.hold();
    FakeWebSocket.latest.drop();
    expect(connection.state).toBe('opening');
    expect(remote.isReachable).toBe(true);
  });

  it('leaves Regenerate to the websocket', async () => {
    FakeWebSocket.latest.drop();
    await pass(0);
    server.asked.length = 0;
    remote.regenerate('chat-1', 'prompt-1').catch(() => undefined);
    await pass(11000);
    expect(server.asked.every(([method]) => method === 'GET')).toBe(true);
    FakeWebSocket.latest.accept();
    expect(FakeWebSocket.latest.sent[1]?.type).toBe('regenerate');
  });

  it('ends both ways when it is disposed of, and disposing twice is fine', async () => {
    FakeWebSocket.latest.drop();
    await pass(0);
    connection.dispose();
    connection.dispose();
    server.asked.length = 0;
    const { length } = FakeWebSocket.made;
    await pass(60000);
    expect(server.asked).toEqual([]);
    expect(FakeWebSocket.made).toHaveLength(length);
  });

  function answer(ids: readonly string[]): void {
    const { sent } = FakeWebSocket.latest;
    FakeWebSocket.latest.say({
      type: 'reply',
      request_id: String(sent[sent.length - 1]?.request_id),
      status: 'accepted',
      generation_ids: ids
    });
  }

  async function pass(ms: number): Promise<void> {
    await jest.advanceTimersByTimeAsync(ms);
  }
});

import type { FakeRestServer } from '../../__tests__/fakes/rest-server';
import { FakeWebSocket } from '../../__tests__/fakes/web-socket';
import { RequestRefused } from '../../generations';
import type { IRegenerateFrame } from '../../protocol';
import { Requests } from '../requests';
import { WebSocketConnection } from '../websocket';
import {
  begin,
  closeServer,
  open,
  openServer,
  pass,
  reply,
  sentIds,
  stop
} from './played-server';

const regenerate = (id: string): IRegenerateFrame => ({
  type: 'regenerate',
  request_id: id,
  chat_id: 'chat-1',
  prompt_id: 'prompt-1'
});

describe('requests', () => {
  let server: FakeRestServer;
  let webSocket: WebSocketConnection;
  let requests: Requests;

  beforeEach(() => {
    server = openServer();
    const serverSettings = server.settings;
    webSocket = new WebSocketConnection({ serverSettings });
    requests = new Requests({ serverSettings, webSocket });
  });

  afterEach(() => {
    closeServer(requests, webSocket);
  });

  it('are sent at once where the websocket stands, and by nothing else', async () => {
    await open(webSocket);
    begin(requests.send(stop('1')));
    await pass(2999);
    expect(sentIds()).toEqual(['1']);
    expect(server.asked).toEqual([]);
  });

  it('are sent again in the order in which they were asked', async () => {
    begin(requests.send(regenerate('1')));
    begin(requests.send(regenerate('2')));
    await open(webSocket);
    requests.resend();
    expect(sentIds()).toEqual(['1', '2']);
  });

  it('go over another websocket, under the same id, when there was no answer in three seconds', async () => {
    await open(webSocket);
    const first = FakeWebSocket.latest;
    begin(requests.send(regenerate('1')));
    await pass(2999);
    expect(first.readyState).toBe(1);
    await pass(1);
    expect(first.readyState).toBe(3);
    await pass(1);
    FakeWebSocket.latest.accept();
    requests.resend();
    expect(FakeWebSocket.latest).not.toBe(first);
    expect(sentIds()).toEqual(['1']);
  });

  it('leave three seconds to each websocket', async () => {
    await open(webSocket);
    begin(requests.send(stop('1')));
    await pass(2000);
    begin(requests.send(stop('2')));
    server.isDown = true;
    await pass(1000);
    await pass(1);
    FakeWebSocket.latest.accept();
    requests.resend();
    await pass(2999);
    expect(FakeWebSocket.made).toHaveLength(2);
    await pass(1);
    await pass(1);
    expect(FakeWebSocket.made).toHaveLength(3);
  });

  it('do not open websocket after websocket where none is accepted', async () => {
    await open(webSocket);
    server.hold();
    begin(requests.send(stop('1')));
    await pass(60000);
    expect(FakeWebSocket.made).toHaveLength(2);
  });

  it('wait for a websocket, but for stops', async () => {
    begin(requests.send(regenerate('1')));
    await pass(20000);
    expect(server.asked).toEqual([]);
  });

  it('are not sent again when they were answered', async () => {
    await open(webSocket);
    const accepted = requests.send(stop('1'));
    const refused = requests.send(stop('2'));
    begin(requests.send(stop('3')));
    const isRefused = expect(refused).rejects.toThrow(RequestRefused);
    reply('1', 'accepted');
    reply('2', 'refused');
    await accepted;
    await isRefused;
    requests.resend();
    expect(sentIds().slice(3)).toEqual(['3']);
  });

  it('do not take each other’s answers', async () => {
    await open(webSocket);
    const first = requests.send(stop('1'));
    const second = requests.send(stop('2'));
    reply('2', 'accepted', ['b']);
    reply('1', 'accepted', ['a']);
    await expect(first).resolves.toEqual(['a']);
    await expect(second).resolves.toEqual(['b']);
  });

  it('are not answered by what is no answer to them', async () => {
    await open(webSocket);
    const settled: unknown[] = [];
    requests.send(stop('1')).then(
      () => settled.push('1'),
      () => undefined
    );
    reply('another', 'accepted');
    FakeWebSocket.latest.say({ type: 'error', code: 'bad_frame', text: 'No.' });
    FakeWebSocket.latest.say({
      type: 'generations',
      protocol_version: 1,
      chat_id: 'chat-1',
      generations: []
    });
    await pass(0);
    expect(settled).toEqual([]);
  });

  it('are rejected where they wait when they are disposed of, and after that', async () => {
    await open(webSocket);
    const waiting = requests.send(stop('1'));
    requests.dispose();
    await expect(waiting).rejects.toThrow(RequestRefused);
    await expect(requests.send(stop('2'))).rejects.toThrow(RequestRefused);
    expect(sentIds()).toEqual(['1']);
  });

  it('are not sent any more after they were disposed of', async () => {
    await open(webSocket);
    begin(requests.send(stop('1')));
    requests.dispose();
    requests.dispose();
    requests.resend();
    await pass(5000);
    expect(sentIds()).toEqual(['1']);
    expect(server.asked).toEqual([]);
    expect(requests.isDisposed).toBe(true);
    expect(jest.getTimerCount()).toBe(0);
  });
});

import { record } from '../../__tests__/fakes/generations';
import type { FakeRestServer } from '../../__tests__/fakes/rest-server';
import { FakeWebSocket } from '../../__tests__/fakes/web-socket';
import { Requests } from '../requests';
import { WebSocketConnection } from '../websocket';
import {
  SEEN,
  begin,
  closeServer,
  open,
  openServer,
  pass,
  reply,
  sentIds,
  stop
} from './played-server';

const NEWER = {
  chat_path: 'a.chat',
  generation_ids: ['generation-1'],
  prompt_ids: ['prompt-2'],
  leaves_executions: true,
  limit: { kind: 'silence', amount: 30 } as const,
  seen: SEEN
};

const PLAIN = {
  generation_ids: ['generation-1'],
  seen: [{ message_id: 'a', length: 3 }]
};

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

  it('go plainer to an older server, and are refused once if that is not why', async () => {
    await open(webSocket);
    const asked = requests.send(stop('1', NEWER));
    const isRefused = expect(asked).rejects.toThrow('No.');
    refuse('1', 'bad_frame');
    requests.resend();
    const plain = stop('1', PLAIN);
    expect(FakeWebSocket.latest.sent.slice(1)).toEqual([plain, plain]);
    refuse('1', 'bad_frame');
    await isRefused;
  });

  it('that are stops by REST wait for the websocket where a server is older than their address', async () => {
    server.isOlder = true;
    const warn = jest.spyOn(console, 'warn').mockImplementation();
    begin(requests.send(stop('1')));
    await pass(7000);
    expect(server.asked.map(([, route]) => route)).toEqual([
      'stop',
      'stop',
      'stop'
    ]);
    expect(warn).toHaveBeenCalledTimes(1);
    warn.mockRestore();
    await open(webSocket);
    requests.resend();
    expect(sentIds()).toEqual(['1']);
  });

  describe('that are stops by REST', () => {
    beforeEach(() => {
      server.generations = [record(), record({ generation_id: 'b' })];
    });

    it('go plainer where the server refuses newer fields', async () => {
      server.problem = [400, { message: 'checksum: must not be there.' }];
      const asked = requests.send(stop('1', NEWER));
      await expect(asked).rejects.toThrow('checksum');
      const { type, ...plain } = stop('1', PLAIN);
      expect(type).toBe('stop');
      expect(server.asked.map(([, , body]) => body)).toEqual([
        { ...plain, ...NEWER },
        plain
      ]);
    });

    it('are not refused by an answer to what was sent before the plainer one', async () => {
      server.problem = [400, { message: 'No.' }];
      const held = server.hold();
      const asked = requests.send(stop('1', NEWER));
      await open(webSocket);
      requests.resend();
      refuse('1', 'bad_frame');
      held.resolve();
      await pass(0);
      reply('1', 'accepted', ['generation-1']);
      await expect(asked).resolves.toEqual(['generation-1']);
      expect(FakeWebSocket.latest.sent.slice(1)).toEqual([stop('1', PLAIN)]);
    });

    it('are left alone by a refusal that comes after they were answered', async () => {
      server.problem = [400, { message: 'No.' }];
      const held = server.hold();
      const asked = requests.send(stop('1', NEWER));
      await open(webSocket);
      requests.resend();
      reply('1', 'accepted', ['generation-1']);
      await expect(asked).resolves.toEqual(['generation-1']);
      held.resolve();
      await pass(10000);
      expect(sentIds()).toEqual(['1']);
      expect(server.asked).toHaveLength(1);
    });
  });

  function refuse(id: string, code: 'bad_frame'): void {
    FakeWebSocket.latest.say({
      type: 'error',
      code,
      text: 'No.',
      request_id: id
    });
  }
});

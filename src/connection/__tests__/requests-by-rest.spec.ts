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

  describe('that are stops by REST', () => {
    beforeEach(() => {
      server.generations = [record(), record({ generation_id: 'b' })];
    });

    it('go at once, in one round trip, where no websocket stands', async () => {
      const told: unknown[] = [];
      requests.stopped.connect((_, records) => told.push(records));
      const ids = ['generation-1', 'b'];
      const asked = requests.send(
        stop('1', { generation_ids: ids, seen: SEEN, chat_path: 'a.chat' })
      );
      await expect(asked).resolves.toEqual(ids);
      expect(server.asked).toEqual([
        [
          'POST',
          'stop',
          {
            request_id: '1',
            chat_id: 'chat-1',
            chat_path: 'a.chat',
            generation_ids: ids,
            seen: SEEN
          }
        ]
      ]);
      expect(told).toEqual([server.generations]);
      expect(jest.getTimerCount()).toBe(0);
    });

    it.each([
      ['that nothing was on the screen', { seen: [] }],
      ['nothing of what was on the screen', {}]
    ])('say %s as the websocket does', async (_, seen) => {
      begin(requests.send(stop('1', seen)));
      await pass(0);
      const body = { request_id: '1', chat_id: 'chat-1', ...seen };
      expect(server.asked).toEqual([['POST', 'stop', body]]);
    });

    it('go beside the new websocket, with what was seen at the click, where the old one was silent', async () => {
      await open(webSocket);
      const asked = requests.send(stop('1', { seen: SEEN }));
      await pass(3000);
      await expect(asked).resolves.toEqual(['generation-1', 'b']);
      expect(server.asked).toEqual([
        ['POST', 'stop', { request_id: '1', chat_id: 'chat-1', seen: SEEN }]
      ]);
      await pass(1);
      expect(FakeWebSocket.made).toHaveLength(2);
    });

    it('arrive within ten seconds where the first request is lost as well', async () => {
      await open(webSocket);
      const began = Date.now();
      server.hold();
      const asked = requests.send(stop('1')).then(() => Date.now() - began);
      await pass(4000);
      server.release();
      await pass(10000);
      expect(await asked).toBeLessThan(10000);
    });

    it('are repeated until they are answered', async () => {
      server.isDown = true;
      const fetch = jest.spyOn(server.settings, 'fetch');
      const asked = requests.send(stop('1'));
      await pass(9000);
      expect(fetch).toHaveBeenCalledTimes(4);
      server.isDown = false;
      await pass(3000);
      await expect(asked).resolves.toHaveLength(2);
      await pass(60000);
      expect(fetch).toHaveBeenCalledTimes(5);
    });

    it('are not asked for again while one is under way', async () => {
      const held = server.hold();
      begin(requests.send(stop('1')));
      requests.resend();
      await pass(4000);
      expect(server.asked).toHaveLength(1);
      held.resolve();
    });

    it('count once where both ways answer', async () => {
      const held = server.hold();
      const asked = requests.send(stop('1'));
      await open(webSocket);
      requests.resend();
      reply('1', 'accepted', ['by websocket']);
      held.resolve();
      await pass(10000);
      await expect(asked).resolves.toEqual(['by websocket']);
      expect(sentIds()).toEqual(['1']);
    });

    it('stop those that are known where one of several is not', async () => {
      const ids = ['generation-1', 'gone'];
      const asked = requests.send(stop('1', { generation_ids: ids }));
      await expect(asked).resolves.toEqual(['generation-1']);
      expect(server.generations[0]?.state).toBe('stopping');
    });

    it.each([
      [400, 'bad_frame'],
      [403, 'internal'],
      [404, 'unknown_generation'],
      [413, 'too_large']
    ])('say why where they are refused with %d', async (status, code) => {
      server.problem = [status, { message: 'You may not.' }];
      await expect(requests.send(stop('1'))).rejects.toMatchObject({
        code,
        message: 'You may not.'
      });
    });

    it.each([404, 500, 502, 503])(
      'are asked for again where the server fails with %d, with one warning',
      async status => {
        const warn = jest.spyOn(console, 'warn').mockImplementation();
        server.problem = [status, {}];
        const asked = requests.send(stop('1'));
        await pass(7000);
        server.problem = null;
        await pass(3000);
        await expect(asked).resolves.toHaveLength(2);
        expect(warn).toHaveBeenCalledTimes(1);
        warn.mockRestore();
      }
    );
  });
});

import { record } from '../../__tests__/fakes/generations';
import { FakeRestServer } from '../../__tests__/fakes/rest-server';
import { FakeWebSocket } from '../../__tests__/fakes/web-socket';
import { RequestRefused } from '../../generations';
import type { IRegenerateFrame, IStopFrame } from '../../protocol';
import { Requests } from '../requests';
import { WebSocketConnection } from '../websocket';

const stop = (id: string, changes: Partial<IStopFrame> = {}): IStopFrame => ({
  type: 'stop',
  request_id: id,
  chat_id: 'chat-1',
  ...changes
});

const regenerate = (id: string): IRegenerateFrame => ({
  type: 'regenerate',
  request_id: id,
  chat_id: 'chat-1',
  prompt_id: 'prompt-1'
});

const SEEN = [{ message_id: 'a', length: 3, checksum: 7 }];

const NEWER = {
  chat_path: 'a.chat',
  generation_ids: ['generation-1'],
  prompt_ids: ['prompt-2'],
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
    jest.useFakeTimers();
    FakeWebSocket.made = [];
    server = new FakeRestServer();
    const serverSettings = server.settings;
    webSocket = new WebSocketConnection({ serverSettings });
    requests = new Requests({ serverSettings, webSocket });
  });

  afterEach(() => {
    requests.dispose();
    webSocket.dispose();
    jest.useRealTimers();
  });

  it('are sent at once where the websocket stands, and by nothing else', async () => {
    await open();
    begin(stop('1'));
    await pass(2999);
    expect(sent()).toEqual(['1']);
    expect(server.asked).toEqual([]);
  });

  it('are sent again in the order in which they were asked', async () => {
    begin(regenerate('1'));
    begin(regenerate('2'));
    await open();
    requests.resend();
    expect(sent()).toEqual(['1', '2']);
  });

  it('go over another websocket, under the same id, when there was no answer in three seconds', async () => {
    await open();
    const first = FakeWebSocket.latest;
    begin(regenerate('1'));
    await pass(2999);
    expect(first.readyState).toBe(1);
    await pass(1);
    expect(first.readyState).toBe(3);
    await pass(1);
    FakeWebSocket.latest.accept();
    requests.resend();
    expect(FakeWebSocket.latest).not.toBe(first);
    expect(sent()).toEqual(['1']);
  });

  it('leave three seconds to each websocket', async () => {
    await open();
    begin(stop('1'));
    await pass(2000);
    begin(stop('2'));
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
    await open();
    server.hold();
    begin(stop('1'));
    await pass(60000);
    expect(FakeWebSocket.made).toHaveLength(2);
  });

  it('wait for a websocket, but for stops', async () => {
    begin(regenerate('1'));
    await pass(20000);
    expect(server.asked).toEqual([]);
  });

  it('are not sent again when they were answered', async () => {
    await open();
    const accepted = requests.send(stop('1'));
    const refused = requests.send(stop('2'));
    begin(stop('3'));
    const isRefused = expect(refused).rejects.toThrow(RequestRefused);
    reply('1', 'accepted');
    reply('2', 'refused');
    await accepted;
    await isRefused;
    requests.resend();
    expect(sent().slice(3)).toEqual(['3']);
  });

  it('do not take each other’s answers', async () => {
    await open();
    const first = requests.send(stop('1'));
    const second = requests.send(stop('2'));
    reply('2', 'accepted', ['b']);
    reply('1', 'accepted', ['a']);
    await expect(first).resolves.toEqual(['a']);
    await expect(second).resolves.toEqual(['b']);
  });

  it('are not answered by what is no answer to them', async () => {
    await open();
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

  it('go plainer to an older server, and are refused once if that is not why', async () => {
    await open();
    const asked = requests.send(stop('1', NEWER));
    const isRefused = expect(asked).rejects.toThrow('No.');
    refuse('1', 'bad_frame');
    requests.resend();
    const plain = stop('1', PLAIN);
    expect(FakeWebSocket.latest.sent.slice(1)).toEqual([plain, plain]);
    refuse('1', 'bad_frame');
    await isRefused;
  });

  it('are rejected where they wait when they are disposed of, and after that', async () => {
    await open();
    const waiting = requests.send(stop('1'));
    requests.dispose();
    await expect(waiting).rejects.toThrow(RequestRefused);
    await expect(requests.send(stop('2'))).rejects.toThrow(RequestRefused);
    expect(sent()).toEqual(['1']);
  });

  it('are not sent any more after they were disposed of', async () => {
    await open();
    begin(stop('1'));
    requests.dispose();
    requests.dispose();
    requests.resend();
    await pass(5000);
    expect(sent()).toEqual(['1']);
    expect(server.asked).toEqual([]);
    expect(requests.isDisposed).toBe(true);
    expect(jest.getTimerCount()).toBe(0);
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
      begin(stop('1', seen));
      await pass(0);
      const body = { request_id: '1', chat_id: 'chat-1', ...seen };
      expect(server.asked).toEqual([['POST', 'stop', body]]);
    });

    it('go beside the new websocket, with what was seen at the click, where the old one was silent', async () => {
      await open();
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
      await open();
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
      begin(stop('1'));
      requests.resend();
      await pass(4000);
      expect(server.asked).toHaveLength(1);
      held.resolve();
    });

    it('count once where both ways answer', async () => {
      const held = server.hold();
      const asked = requests.send(stop('1'));
      await open();
      requests.resend();
      reply('1', 'accepted', ['by websocket']);
      held.resolve();
      await pass(10000);
      await expect(asked).resolves.toEqual(['by websocket']);
      expect(sent()).toEqual(['1']);
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
      await open();
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
      await open();
      requests.resend();
      reply('1', 'accepted', ['generation-1']);
      await expect(asked).resolves.toEqual(['generation-1']);
      held.resolve();
      await pass(10000);
      expect(sent()).toEqual(['1']);
      expect(server.asked).toHaveLength(1);
    });
  });

  it('that are stops by REST wait for the websocket where a server is older than their address', async () => {
    server.isOlder = true;
    const warn = jest.spyOn(console, 'warn').mockImplementation();
    begin(stop('1'));
    await pass(7000);
    expect(server.asked.map(([, route]) => route)).toEqual([
      'stop',
      'stop',
      'stop'
    ]);
    expect(warn).toHaveBeenCalledTimes(1);
    warn.mockRestore();
    await open();
    requests.resend();
    expect(sent()).toEqual(['1']);
  });

  /**
   * Send what is not answered before the end of the test.
   */
  function begin(frame: Requests.Frame): void {
    requests.send(frame).catch(() => undefined);
  }

  async function open(): Promise<void> {
    webSocket.start();
    await pass(0);
    FakeWebSocket.latest.accept();
  }

  function sent(): unknown[] {
    return FakeWebSocket.latest.sent.map(frame => frame.request_id);
  }

  function reply(
    id: string,
    status: 'accepted' | 'refused',
    ids: readonly string[] = []
  ): void {
    FakeWebSocket.latest.say({
      type: 'reply',
      request_id: id,
      status,
      generation_ids: ids
    });
  }

  function refuse(id: string, code: 'bad_frame'): void {
    FakeWebSocket.latest.say({
      type: 'error',
      code,
      text: 'No.',
      request_id: id
    });
  }

  async function pass(ms: number): Promise<void> {
    await jest.advanceTimersByTimeAsync(ms);
  }
});

import { FakeWebSocket, SETTINGS } from '../../__tests__/fakes/web-socket';
import { RequestRefused } from '../../generations';
import type { IStopFrame } from '../../protocol';
import { WebSocketConnection } from '../websocket';
import { Requests } from '../requests';

const stop = (id: string): IStopFrame => ({
  type: 'stop',
  request_id: id,
  chat_id: 'chat-1'
});

describe('requests', () => {
  let connection: WebSocketConnection;
  let requests: Requests;

  beforeEach(() => {
    jest.useFakeTimers();
    FakeWebSocket.made = [];
    connection = new WebSocketConnection({ serverSettings: SETTINGS });
    requests = new Requests(connection, 500);
  });

  afterEach(() => {
    requests.dispose();
    connection.dispose();
    jest.useRealTimers();
  });

  it('are sent at once where the connection stands', async () => {
    await open();
    begin(stop('1'));
    expect(sent()).toEqual(['1']);
  });

  it('are sent again in the order in which they were asked', async () => {
    begin(stop('1'));
    begin(stop('2'));
    await open();
    requests.resend();
    expect(sent()).toEqual(['1', '2']);
  });

  it('are sent again when there was no answer in time', async () => {
    await open();
    begin(stop('1'));
    await jest.advanceTimersByTimeAsync(499);
    expect(sent()).toEqual(['1']);
    await jest.advanceTimersByTimeAsync(1);
    expect(sent()).toEqual(['1', '1']);
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
    const warn = jest.spyOn(console, 'warn').mockImplementation();
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
    await jest.advanceTimersByTimeAsync(0);
    expect(settled).toEqual([]);
    warn.mockRestore();
  });

  it('go without checksums to a server that knows none, and are refused once if that is not why', async () => {
    await open();
    const seen = [{ message_id: 'a', length: 3, checksum: 7 }];
    const asked = requests.send({ ...stop('1'), seen });
    const isRefused = expect(asked).rejects.toThrow('No.');
    const refusal = { type: 'error', code: 'bad_frame', text: 'No.' } as const;
    FakeWebSocket.latest.say({ ...refusal, request_id: '1' });
    requests.resend();
    const plain = { ...stop('1'), seen: [{ message_id: 'a', length: 3 }] };
    expect(FakeWebSocket.latest.sent.slice(1)).toEqual([plain, plain]);
    FakeWebSocket.latest.say({ ...refusal, request_id: '1' });
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

  it('warn once of a refusal that says not what it is for', async () => {
    const warn = jest.spyOn(console, 'warn').mockImplementation();
    await open();
    const error = { type: 'error', code: 'bad_frame', text: 'No.' } as const;
    FakeWebSocket.latest.say(error);
    FakeWebSocket.latest.say(error);
    expect(warn.mock.calls).toEqual([[expect.any(String), 'No.']]);
    warn.mockRestore();
  });

  it('are not sent any more after they were disposed of', async () => {
    await open();
    begin(stop('1'));
    requests.dispose();
    requests.dispose();
    requests.resend();
    await jest.advanceTimersByTimeAsync(5000);
    expect(sent()).toEqual(['1']);
    expect(requests.isDisposed).toBe(true);
    expect(jest.getTimerCount()).toBe(0);
  });

  /**
   * Send what is not answered before the end of the test.
   */
  function begin(frame: IStopFrame): void {
    requests.send(frame).catch(() => undefined);
  }

  async function open(): Promise<void> {
    connection.start();
    await jest.advanceTimersByTimeAsync(0);
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
});

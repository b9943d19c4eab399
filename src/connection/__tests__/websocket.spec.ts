import { FakeWebSocket, SETTINGS } from '../../__tests__/fakes/web-socket';
import { WebSocketConnection } from '../websocket';
import { closeServer, open, openServer, pass } from './played-server';

const FRAME = { type: 'subscribe', chat_id: 'chat-1' } as const;

describe('the websocket', () => {
  let connection: WebSocketConnection;

  beforeEach(() => {
    openServer();
    connection = new WebSocketConnection({ serverSettings: SETTINGS });
  });

  afterEach(() => {
    closeServer(connection);
  });

  it('is not opened before it is started', async () => {
    await pass(60000);
    expect(FakeWebSocket.made).toHaveLength(0);
  });

  it('opens one socket, with the token, however often it is started', async () => {
    connection.start();
    connection.start();
    await pass(1000);
    expect(FakeWebSocket.made.map(socket => socket.url)).toEqual([
      'ws://localhost/base/api/stop-stream/ws?token=a%20token'
    ]);
  });

  it('sends only while it stands', async () => {
    expect(connection.send(FRAME)).toBe(false);
    await open(connection);
    expect(connection.state).toBe('open');
    expect(connection.send(FRAME)).toBe(true);
    expect(FakeWebSocket.latest.sent).toEqual([FRAME]);
    FakeWebSocket.latest.drop();
    expect(connection.send(FRAME)).toBe(false);
  });

  it('is down when it is not accepted in time, and stands when it is after all', async () => {
    connection.start();
    await pass(4999);
    expect(connection.state).toBe('opening');
    await pass(1);
    expect(connection.state).toBe('down');
    FakeWebSocket.latest.accept();
    expect(connection.state).toBe('open');
    expect(FakeWebSocket.made).toHaveLength(1);
  });

  it.each([
    ['that asks for none', { token: 'a token', appendToken: false }],
    ['that has none', { token: '', appendToken: true }]
  ])('has no token in its address with a server %s', async (_, settings) => {
    const other = new WebSocketConnection({
      serverSettings: { ...SETTINGS, ...settings }
    });
    other.start();
    await pass(0);
    other.dispose();
    expect(FakeWebSocket.latest.url).toBe(
      'ws://localhost/base/api/stop-stream/ws'
    );
  });

  it('is not opened again after it was disposed, and disposing twice is fine', async () => {
    await open(connection);
    const socket = FakeWebSocket.latest;
    connection.dispose();
    connection.dispose();
    expect(socket.readyState).toBe(3);
    socket.drop();
    connection.start();
    await pass(60000);
    expect(FakeWebSocket.made).toHaveLength(1);
  });

  it('tells of a server of another version, warns once, and stays open', async () => {
    const warn = jest.spyOn(console, 'warn').mockImplementation();
    let outdated = 0;
    connection.outdated.connect(() => (outdated += 1));
    await open(connection);
    const frame = { type: 'generations', protocol_version: 2 };
    FakeWebSocket.latest.say(JSON.stringify(frame));
    FakeWebSocket.latest.say(JSON.stringify(frame));
    expect(outdated).toBe(2);
    expect(warn).toHaveBeenCalledTimes(1);
    await pass(60000);
    expect(FakeWebSocket.made).toHaveLength(1);
    warn.mockRestore();
  });

  it('drops what is not a frame, and warns once a reason', async () => {
    const warn = jest.spyOn(console, 'warn').mockImplementation();
    const received: unknown[] = [];
    connection.received.connect((_, frame) => received.push(frame));
    await open(connection);
    FakeWebSocket.latest.say('{');
    FakeWebSocket.latest.say('{');
    FakeWebSocket.latest.say('[]');
    FakeWebSocket.latest.say({ type: 'error', code: 'internal', text: 'No.' });
    expect(warn).toHaveBeenCalledTimes(2);
    expect(received).toEqual([
      { type: 'error', code: 'internal', text: 'No.' }
    ]);
    warn.mockRestore();
  });
});

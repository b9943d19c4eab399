import { FakeWebSocket, SETTINGS } from '../../__tests__/fakes/web-socket';
import { WebSocketConnection } from '../websocket';

const FRAME = { type: 'subscribe', chat_id: 'chat-1' } as const;

describe('the websocket', () => {
  let connection: WebSocketConnection;

  beforeEach(() => {
    jest.useFakeTimers();
    FakeWebSocket.made = [];
    connection = new WebSocketConnection({ serverSettings: SETTINGS });
  });

  afterEach(() => {
    connection.dispose();
    jest.useRealTimers();
  });

  it('is not opened before it is started', async () => {
    await jest.advanceTimersByTimeAsync(60000);
    expect(FakeWebSocket.made).toHaveLength(0);
  });

  it('opens one socket, with the token, however often it is started', async () => {
    connection.start();
    connection.start();
    await jest.advanceTimersByTimeAsync(1000);
    expect(FakeWebSocket.made.map(socket => socket.url)).toEqual([
      'ws://localhost/base/api/stop-stream/ws?token=a%20token'
    ]);
  });

  it('sends only while it stands', async () => {
    expect(connection.send(FRAME)).toBe(false);
    await open();
    expect(connection.state).toBe('open');
    expect(connection.send(FRAME)).toBe(true);
    expect(FakeWebSocket.latest.sent).toEqual([FRAME]);
    FakeWebSocket.latest.drop();
    expect(connection.send(FRAME)).toBe(false);
  });

  it.each([1000, 1001, 1006, 1011])(
    'is opened again after it closed with %d',
    async code => {
      const states: string[] = [];
      connection.stateChanged.connect((_, state) => states.push(state));
      await open();
      FakeWebSocket.latest.drop(code);
      await jest.advanceTimersByTimeAsync(11000);
      expect(FakeWebSocket.made).toHaveLength(2);
      FakeWebSocket.latest.accept();
      expect(states).toEqual(['open', 'down', 'open']);
    }
  );

  it('leaves a server that is down more and more time', async () => {
    connection.start();
    const tries: number[] = [];
    for (let count = 0; count < 5; count++) {
      await jest.advanceTimersByTimeAsync(0);
      while (FakeWebSocket.made.length === count) {
        await jest.advanceTimersByTimeAsync(100);
      }
      tries.push(Date.now());
      FakeWebSocket.latest.drop();
    }
    const first = (tries[1] ?? 0) - (tries[0] ?? 0);
    const last = (tries[4] ?? 0) - (tries[3] ?? 0);
    expect(last).toBeGreaterThan(first);
    expect(last).toBeLessThanOrEqual(11000);
  });

  it('waits longer after each failure, but never more than ten seconds', async () => {
    const random = jest.spyOn(Math, 'random').mockReturnValue(0.999);
    connection.start();
    const pauses: number[] = [];
    for (let count = 1; count <= 12; count++) {
      await jest.advanceTimersByTimeAsync(0);
      FakeWebSocket.latest.drop();
      const droppedAt = Date.now();
      while (FakeWebSocket.made.length === count) {
        await jest.advanceTimersToNextTimerAsync();
      }
      pauses.push(Date.now() - droppedAt);
    }
    random.mockRestore();
    expect(pauses).toEqual([...pauses].sort((a, b) => a - b));
    expect(pauses.filter(pause => pause > 500).length).toBeGreaterThan(2);
    expect(Math.max(...pauses)).toBe(10000);
  });

  it('waits a moment only, when one that stood has closed after many failures', async () => {
    connection.start();
    for (let count = 0; count < 10; count++) {
      await jest.advanceTimersByTimeAsync(10000);
      FakeWebSocket.latest.drop();
    }
    await jest.advanceTimersByTimeAsync(10000);
    FakeWebSocket.latest.accept();
    await jest.advanceTimersByTimeAsync(1001);
    const { length } = FakeWebSocket.made;
    FakeWebSocket.latest.drop();
    await jest.advanceTimersByTimeAsync(499);
    expect(FakeWebSocket.made).toHaveLength(length);
    await jest.advanceTimersByTimeAsync(1);
    expect(FakeWebSocket.made).toHaveLength(length + 1);
  });

  it('leaves more and more time to what accepts it and closes it at once', async () => {
    connection.start();
    await jest.advanceTimersByTimeAsync(0);
    for (let elapsed = 0; elapsed < 60000; elapsed += 100) {
      if (connection.state !== 'open' && FakeWebSocket.latest.onopen) {
        FakeWebSocket.latest.accept();
        FakeWebSocket.latest.drop();
      }
      await jest.advanceTimersByTimeAsync(100);
    }
    expect(FakeWebSocket.made.length).toBeLessThan(30);
  });

  it('is down when it is not accepted in time, and stands when it is after all', async () => {
    connection.start();
    await jest.advanceTimersByTimeAsync(4999);
    expect(connection.state).toBe('opening');
    await jest.advanceTimersByTimeAsync(1);
    expect(connection.state).toBe('down');
    FakeWebSocket.latest.accept();
    expect(connection.state).toBe('open');
    expect(FakeWebSocket.made).toHaveLength(1);
  });

  it('is opened again, time after time, on a page that nobody sees', async () => {
    await open();
    const visibility = jest.spyOn(document, 'visibilityState', 'get');
    visibility.mockReturnValue('hidden');
    document.dispatchEvent(new Event('visibilitychange'));
    for (let count = 0; count < 3; count++) {
      FakeWebSocket.latest.drop();
      await jest.advanceTimersByTimeAsync(10000);
    }
    expect(FakeWebSocket.made).toHaveLength(4);
    visibility.mockRestore();
    document.dispatchEvent(new Event('visibilitychange'));
  });

  it.each([
    ['that asks for none', { token: 'a token', appendToken: false }],
    ['that has none', { token: '', appendToken: true }]
  ])('has no token in its address with a server %s', async (_, settings) => {
    const other = new WebSocketConnection({
      serverSettings: { ...SETTINGS, ...settings }
    });
    other.start();
    await jest.advanceTimersByTimeAsync(0);
    other.dispose();
    expect(FakeWebSocket.latest.url).toBe(
      'ws://localhost/base/api/stop-stream/ws'
    );
  });

  it('is not opened again after it was disposed, and disposing twice is fine', async () => {
    await open();
    const socket = FakeWebSocket.latest;
    connection.dispose();
    connection.dispose();
    expect(socket.readyState).toBe(3);
    socket.drop();
    connection.start();
    await jest.advanceTimersByTimeAsync(60000);
    expect(FakeWebSocket.made).toHaveLength(1);
  });

  it('lets go of a socket that brings nothing, and opens another at once', async () => {
    const states: string[] = [];
    connection.stateChanged.connect((_, state) => states.push(state));
    const received: unknown[] = [];
    connection.received.connect((_, frame) => received.push(frame));
    for (let count = 1; count <= 3; count++) {
      await open();
      const socket = FakeWebSocket.latest;
      const { onmessage } = socket;
      connection.reconnect();
      expect([socket.readyState, socket.onmessage]).toEqual([3, null]);
      expect(onmessage).not.toBeNull();
      expect(connection.send(FRAME)).toBe(false);
      await jest.advanceTimersByTimeAsync(0);
      expect(FakeWebSocket.made).toHaveLength(count + 1);
      expect(connection.state).toBe('opening');
    }
    expect(received).toEqual([]);
    expect(states).toEqual([
      'open',
      'opening',
      'open',
      'opening',
      'open',
      'opening'
    ]);
    FakeWebSocket.latest.accept();
    expect(connection.send(FRAME)).toBe(true);
    await jest.advanceTimersByTimeAsync(60000);
    expect(FakeWebSocket.made).toHaveLength(4);
  });

  it('is opened again after the socket that took the place of another has closed', async () => {
    await open();
    connection.reconnect();
    await jest.advanceTimersByTimeAsync(0);
    FakeWebSocket.latest.drop();
    await jest.advanceTimersByTimeAsync(11000);
    expect(FakeWebSocket.made).toHaveLength(3);
  });

  it('opens nothing anew before it was started or after it was disposed', async () => {
    connection.reconnect();
    await jest.advanceTimersByTimeAsync(1000);
    expect(FakeWebSocket.made).toHaveLength(0);
    await open();
    connection.dispose();
    connection.reconnect();
    await jest.advanceTimersByTimeAsync(1000);
    expect(FakeWebSocket.made).toHaveLength(1);
  });

  it('tells of a server of another version, warns once, and stays open', async () => {
    const warn = jest.spyOn(console, 'warn').mockImplementation();
    let outdated = 0;
    connection.outdated.connect(() => (outdated += 1));
    await open();
    const frame = { type: 'generations', protocol_version: 2 };
    FakeWebSocket.latest.say(JSON.stringify(frame));
    FakeWebSocket.latest.say(JSON.stringify(frame));
    expect(outdated).toBe(2);
    expect(warn).toHaveBeenCalledTimes(1);
    await jest.advanceTimersByTimeAsync(60000);
    expect(FakeWebSocket.made).toHaveLength(1);
    warn.mockRestore();
  });

  it('drops what is not a frame, and warns once a reason', async () => {
    const warn = jest.spyOn(console, 'warn').mockImplementation();
    const received: unknown[] = [];
    connection.received.connect((_, frame) => received.push(frame));
    await open();
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

  async function open(): Promise<void> {
    connection.start();
    await jest.advanceTimersByTimeAsync(0);
    FakeWebSocket.latest.accept();
  }
});

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

  it.each([1000, 1001, 1006, 1011])(
    'is opened again after it closed with %d',
    async code => {
      const states: string[] = [];
      connection.stateChanged.connect((_, state) => states.push(state));
      await open(connection);
      FakeWebSocket.latest.drop(code);
      await pass(11000);
      expect(FakeWebSocket.made).toHaveLength(2);
      FakeWebSocket.latest.accept();
      expect(states).toEqual(['open', 'down', 'open']);
    }
  );

  it('leaves a server that is down more and more time', async () => {
    // Lumino draws each pause by lot; the last may be a low one.
    const draw = jest.spyOn(Math, 'random').mockReturnValue(0.5);
    connection.start();
    const tries: number[] = [];
    for (let count = 0; count < 5; count++) {
      await pass(0);
      while (FakeWebSocket.made.length === count) {
        await pass(100);
      }
      tries.push(Date.now());
      FakeWebSocket.latest.drop();
    }
    draw.mockRestore();
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
      await pass(0);
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
      await pass(10000);
      FakeWebSocket.latest.drop();
    }
    await pass(10000);
    FakeWebSocket.latest.accept();
    await pass(1001);
    const { length } = FakeWebSocket.made;
    FakeWebSocket.latest.drop();
    await pass(499);
    expect(FakeWebSocket.made).toHaveLength(length);
    await pass(1);
    expect(FakeWebSocket.made).toHaveLength(length + 1);
  });

  it('leaves more and more time to what accepts it and closes it at once', async () => {
    connection.start();
    await pass(0);
    for (let elapsed = 0; elapsed < 60000; elapsed += 100) {
      if (connection.state !== 'open' && FakeWebSocket.latest.onopen) {
        FakeWebSocket.latest.accept();
        FakeWebSocket.latest.drop();
      }
      await pass(100);
    }
    expect(FakeWebSocket.made.length).toBeLessThan(30);
  });

  it('is opened again, time after time, on a page that nobody sees', async () => {
    await open(connection);
    const visibility = jest.spyOn(document, 'visibilityState', 'get');
    visibility.mockReturnValue('hidden');
    document.dispatchEvent(new Event('visibilitychange'));
    for (let count = 0; count < 3; count++) {
      FakeWebSocket.latest.drop();
      await pass(10000);
    }
    expect(FakeWebSocket.made).toHaveLength(4);
    visibility.mockRestore();
    document.dispatchEvent(new Event('visibilitychange'));
  });

  it('lets go of a socket that brings nothing, and opens another at once', async () => {
    const states: string[] = [];
    connection.stateChanged.connect((_, state) => states.push(state));
    const received: unknown[] = [];
    connection.received.connect((_, frame) => received.push(frame));
    for (let count = 1; count <= 3; count++) {
      await open(connection);
      const socket = FakeWebSocket.latest;
      const { onmessage } = socket;
      connection.reconnect();
      expect([socket.readyState, socket.onmessage]).toEqual([3, null]);
      expect(onmessage).not.toBeNull();
      expect(connection.send(FRAME)).toBe(false);
      await pass(0);
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
    await pass(60000);
    expect(FakeWebSocket.made).toHaveLength(4);
  });

  it('is opened again after the socket that took the place of another has closed', async () => {
    await open(connection);
    connection.reconnect();
    await pass(0);
    FakeWebSocket.latest.drop();
    await pass(11000);
    expect(FakeWebSocket.made).toHaveLength(3);
  });

  it('opens nothing anew before it was started or after it was disposed', async () => {
    connection.reconnect();
    await pass(1000);
    expect(FakeWebSocket.made).toHaveLength(0);
    await open(connection);
    connection.dispose();
    connection.reconnect();
    await pass(1000);
    expect(FakeWebSocket.made).toHaveLength(1);
  });
});

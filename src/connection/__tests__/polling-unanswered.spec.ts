import type { FakeRestServer } from '../../__tests__/fakes/rest-server';
import { Polling } from '../polling';
import { closeServer, openServer, pass } from './played-server';

describe('polling', () => {
  let server: FakeRestServer;
  let polling: Polling;
  let states: string[];
  let notFound: number;

  beforeEach(() => {
    server = openServer();
    const chats = [{ chatId: 'chat-1' }];
    polling = new Polling({ serverSettings: server.settings, chats });
    states = [];
    polling.stateChanged.connect((_, state) => states.push(state));
    notFound = 0;
    polling.notFound.connect(() => (notFound += 1));
  });

  afterEach(() => {
    closeServer(polling);
  });

  it('knows whether it is answered, and is not told of before that is known', async () => {
    const held = server.hold();
    polling.start();
    await pass(0);
    expect(polling.state).toBe('opening');
    held.resolve();
    await pass(0);
    expect(polling.state).toBe('open');
    server.isDown = true;
    await pass(2000);
    expect(polling.state).toBe('down');
    server.isDown = false;
    await pass(11000);
    polling.pause();
    expect(states).toEqual(['open', 'down', 'open', 'opening']);
  });

  it('gives up a question after five seconds, and asks again', async () => {
    server.hold();
    const fetch = jest.spyOn(server.settings, 'fetch');
    polling.start();
    await pass(4999);
    const [request] = fetch.mock.calls[0] ?? [];
    expect((request as Request).signal.aborted).toBe(false);
    server.release();
    await pass(1);
    expect((request as Request).signal.aborted).toBe(true);
    expect(states).toEqual([]);
    await pass(10000);
    expect(polling.state).toBe('open');
  });

  it('leaves a server that is down more and more time', async () => {
    // Lumino draws each pause by lot; a draw of low ones is more than is looked for here.
    const draw = jest.spyOn(Math, 'random').mockReturnValue(0.5);
    server.isDown = true;
    const fetch = jest.spyOn(server.settings, 'fetch');
    polling.start();
    await pass(60000);
    draw.mockRestore();
    expect(fetch.mock.calls.length).toBeGreaterThan(5);
    expect(fetch.mock.calls.length).toBeLessThan(16);
  });

  it.each([
    ['a 404 of the server', 404, '<html>404 : Not Found</html>'],
    ['a 404 of an API', 404, { message: 'Not Found' }],
    ['a page for people', 200, '<html>Hello</html>'],
    ['some JSON of others', 200, { hello: 'world' }],
    ['a list', 200, []]
  ])('says that nobody answers there at %s', async (_, status, body) => {
    server.problem = [status, body];
    polling.start();
    await pass(0);
    expect([notFound, polling.state]).toEqual([1, 'down']);
  });

  it.each([403, 500, 502, 503])(
    'takes a %d for something that passes, and warns once',
    async status => {
      const warn = jest.spyOn(console, 'warn').mockImplementation();
      server.problem = [status, { message: 'Not now.' }];
      polling.start();
      await pass(30000);
      expect(notFound).toBe(0);
      expect(warn.mock.calls).toEqual([[expect.any(String), 'Not now.']]);
      server.problem = null;
      await pass(11000);
      expect(polling.state).toBe('open');
      warn.mockRestore();
    }
  );
});

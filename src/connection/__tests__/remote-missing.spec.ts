import { record } from '../../__tests__/fakes/generations';
import type { FakeRestServer } from '../../__tests__/fakes/rest-server';
import { FakeWebSocket } from '../../__tests__/fakes/web-socket';
import { RemoteGenerations } from '../remote';
import {
  CHAT,
  OTHER,
  closeServer,
  openServer,
  pass,
  tell
} from './played-server';

describe('the generations of a server', () => {
  let server: FakeRestServer;
  let remote: RemoteGenerations;
  let warn: jest.SpyInstance;

  beforeEach(() => {
    server = openServer();
    warn = jest.spyOn(console, 'warn').mockImplementation();
    remote = new RemoteGenerations({ serverSettings: server.settings });
  });

  afterEach(() => {
    closeServer(remote);
    warn.mockRestore();
  });

  describe('where the server half is missing', () => {
    const NOT_THERE =
      'The server half of jupyter-stop-stream is not there (or is switched off). Chats are left as they are.';

    beforeEach(async () => {
      remote.follow(CHAT);
      remote.follow(OTHER);
      await pass(0);
    });

    it.each([
      ['with a 404', () => (server.isMissing = true)],
      ['with a page', () => (server.problem = [200, '<html>Lite</html>'])]
    ])(
      'are asked for no more, with one word in the console, %s',
      async (_, miss) => {
        miss();
        FakeWebSocket.latest.drop();
        const stop = remote.stop(CHAT);
        const isRefused = expect(stop).rejects.toThrow('closed');
        await pass(5000);
        await isRefused;
        expect(warn.mock.calls.flat()).toContain(NOT_THERE);
        server.asked.length = 0;
        const { length } = FakeWebSocket.made;
        remote.follow({ id: 'chat-3', name: 'c.chat' });
        await expect(remote.stop(CHAT)).rejects.toThrow('closed');
        await pass(600000);
        expect(server.asked).toEqual([]);
        expect(FakeWebSocket.made).toHaveLength(length);
        expect(remote.isKnown(CHAT)).toBe(false);
        const words = warn.mock.calls.filter(([text]) => text === NOT_THERE);
        expect(words).toHaveLength(1);
      }
    );

    it('are asked for again while it is started anew', async () => {
      FakeWebSocket.latest.accept();
      tell([], { is_connected: true });
      server.isMissing = true;
      FakeWebSocket.latest.drop();
      await pass(60000);
      expect(remote.isKnown(CHAT)).toBe(true);
      server.isMissing = false;
      server.generations = [record()];
      await pass(11000);
      expect(remote.live(CHAT)).toHaveLength(1);
      expect(warn).not.toHaveBeenCalledWith(NOT_THERE);
    });

    it.each([403, 500, 503])('are asked for again after a %d', async status => {
      server.problem = [status, 'No.'];
      FakeWebSocket.latest.drop();
      await pass(60000);
      server.problem = null;
      await pass(11000);
      expect(remote.isKnown(CHAT)).toBe(true);
    });
  });
});

import type { FakeRestServer } from '../../__tests__/fakes/rest-server';
import { FakeWebSocket } from '../../__tests__/fakes/web-socket';
import { RemoteGenerations } from '../remote';
import {
  CHAT,
  accept,
  closeServer,
  openServer,
  pass,
  tell
} from './played-server';

describe('the generations of a server', () => {
  let server: FakeRestServer;
  let remote: RemoteGenerations;

  beforeEach(() => {
    server = openServer();
    remote = new RemoteGenerations({ serverSettings: server.settings });
  });

  afterEach(() => {
    closeServer(remote);
  });

  describe('are of a chat that is known', () => {
    let changed: string[];
    let following: { dispose: () => void };

    beforeEach(async () => {
      changed = [];
      remote.changed.connect((_, chatId) => changed.push(chatId));
      following = remote.follow(CHAT);
      await accept();
    });

    it('once the server says so, until it says otherwise', () => {
      expect(remote.isKnown(CHAT)).toBe(false);
      tell([], { is_connected: false });
      expect([remote.isKnown(CHAT), changed]).toEqual([false, []]);
      tell([], { is_connected: true });
      tell([], { is_connected: true });
      expect([remote.isKnown(CHAT), changed]).toEqual([true, ['chat-1']]);
      tell([], { is_connected: false });
      expect([remote.isKnown(CHAT), changed.length]).toEqual([false, 2]);
    });

    it('where an older server tells of it', () => {
      tell([]);
      expect([remote.isKnown(CHAT), changed]).toEqual([true, ['chat-1']]);
    });

    it('while the connection is lost, and not when nobody follows it any more', async () => {
      tell([], { is_connected: true });
      server.isDown = true;
      FakeWebSocket.latest.drop();
      await pass(60000);
      expect(remote.isKnown(CHAT)).toBe(true);
      changed.length = 0;
      following.dispose();
      expect([remote.isKnown(CHAT), changed]).toEqual([false, ['chat-1']]);
    });
  });
});

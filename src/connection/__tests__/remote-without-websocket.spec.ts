import { record } from '../../__tests__/fakes/generations';
import type { FakeRestServer } from '../../__tests__/fakes/rest-server';
import { FakeWebSocket } from '../../__tests__/fakes/web-socket';
import { RemoteGenerations } from '../remote';
import {
  CHAT,
  begin,
  closeServer,
  openServer,
  pass,
  sent,
  tell
} from './played-server';

describe('the generations of a server', () => {
  let server: FakeRestServer;
  let remote: RemoteGenerations;
  let reachable: boolean[];

  beforeEach(() => {
    server = openServer();
    remote = new RemoteGenerations({ serverSettings: server.settings });
    reachable = [];
    remote.reachableChanged.connect((_, is) => reachable.push(is));
  });

  afterEach(() => {
    closeServer(remote);
  });

  describe('where the websocket does not stand', () => {
    beforeEach(async () => {
      remote.follow(CHAT);
      await pass(0);
    });

    it('are not asked for by REST where it does stand', async () => {
      FakeWebSocket.latest.accept();
      await pass(60000);
      expect(server.asked).toEqual([]);
    });

    it('are known and stopped by REST', async () => {
      server.generations = [record()];
      FakeWebSocket.latest.drop();
      await pass(0);
      expect(remote.live(CHAT)).toEqual([record()]);
      expect(remote.isKnown(CHAT)).toBe(true);
      await expect(remote.stop(CHAT)).resolves.toEqual(['generation-1']);
      expect(remote.live(CHAT)[0]?.state).toBe('stopping');
      server.generations = [];
      await pass(500);
      expect(remote.live(CHAT)).toEqual([]);
      expect([remote.isReachable, reachable]).toEqual([true, []]);
    });

    it('are not brought back to what was before a stop', async () => {
      server.generations = [record()];
      FakeWebSocket.latest.drop();
      await pass(0);
      const held = server.hold();
      server.generations = [];
      await pass(2000);
      server.release();
      server.generations = [record()];
      await remote.stop(CHAT);
      held.resolve();
      await pass(0);
      expect(remote.live(CHAT)[0]?.state).toBe('stopping');
    });

    it('are not brought back by the answer to a stop that comes after the end was told', async () => {
      server.generations = [record()];
      FakeWebSocket.latest.accept();
      tell([record()]);
      const held = server.hold();
      const stop = remote.stop(CHAT);
      await pass(3001);
      FakeWebSocket.latest.accept();
      tell([]);
      held.resolve();
      await expect(stop).resolves.toEqual(['generation-1']);
      expect(remote.live(CHAT)).toEqual([]);
    });

    it('are asked for by REST where it is never accepted', async () => {
      server.generations = [record()];
      await pass(5100);
      expect(remote.live(CHAT)).toEqual([record()]);
    });

    it('are asked for no more when it stands again', async () => {
      FakeWebSocket.latest.drop();
      await pass(11000);
      FakeWebSocket.latest.accept();
      expect(sent()).toEqual(['subscribe']);
      server.asked.length = 0;
      begin(remote.stop(CHAT));
      await pass(2000);
      expect(server.asked).toEqual([]);
      expect(sent()).toEqual(['subscribe', 'stop']);
    });

    it('are stopped by REST at once where it closes while a stop waits', async () => {
      FakeWebSocket.latest.accept();
      begin(remote.stop(CHAT));
      FakeWebSocket.latest.drop();
      await pass(0);
      expect(server.asked[0]?.slice(0, 2)).toEqual(['POST', 'stop']);
    });

    it('are stopped, with all that is followed, over another where it is silent', async () => {
      server.generations = [record()];
      FakeWebSocket.latest.accept();
      tell([record()]);
      const silent = FakeWebSocket.latest;
      begin(remote.regenerate(CHAT, 'prompt-1'));
      const stop = remote.stop(CHAT);
      await pass(3001);
      await expect(stop).resolves.toEqual(['generation-1']);
      expect(FakeWebSocket.latest).not.toBe(silent);
      expect(remote.live(CHAT)[0]?.state).toBe('stopping');
      FakeWebSocket.latest.accept();
      expect(sent()).toEqual(['subscribe', 'regenerate']);
      expect(reachable).toEqual([]);
      expect(remote.isKnown(CHAT)).toBe(true);
    });

    it('are stopped by the first way that opens where there is none', async () => {
      server.generations = [record()];
      server.isDown = true;
      FakeWebSocket.latest.drop();
      await pass(0);
      expect(remote.isReachable).toBe(false);
      const stop = remote.stop(CHAT);
      await pass(20000);
      expect(server.asked).toEqual([]);
      server.isDown = false;
      await pass(11000);
      await expect(stop).resolves.toEqual(['generation-1']);
      expect(reachable).toEqual([false, true]);
    });

    it('are not told of as unreachable before that was tried, or while the server is slow', async () => {
      server.hold();
      FakeWebSocket.latest.drop();
      await pass(20000);
      expect([remote.isReachable, reachable]).toEqual([true, []]);
    });

    it('are asked for again only over a websocket', async () => {
      FakeWebSocket.latest.drop();
      await pass(0);
      begin(remote.regenerate(CHAT, 'prompt-1'));
      await pass(11000);
      expect(server.asked.every(([method]) => method === 'GET')).toBe(true);
      FakeWebSocket.latest.accept();
      expect(sent()).toEqual(['subscribe', 'regenerate']);
    });
  });
});

import { record } from '../../__tests__/fakes/generations';
import { FakeWebSocket } from '../../__tests__/fakes/web-socket';
import { RemoteGenerations } from '../remote';
import {
  CHAT,
  COPY,
  accept,
  closeServer,
  openServer,
  tell,
  tellOf
} from './played-server';

describe('the generations of a server', () => {
  let remote: RemoteGenerations;

  beforeEach(() => {
    const { settings } = openServer();
    remote = new RemoteGenerations({ serverSettings: settings });
  });

  afterEach(() => {
    closeServer(remote);
  });

  describe('in a chat of which a copy is open', () => {
    const here = record({ generation_id: 'here', chat_path: 'work/a.chat' });
    const there = record({
      generation_id: 'there',
      chat_path: 'work/copy.chat'
    });

    beforeEach(async () => {
      remote.follow(CHAT);
      await accept();
    });

    it('are each followed by path', () => {
      remote.follow(COPY);
      expect(FakeWebSocket.latest.sent.map(one => one.chat_path)).toEqual([
        'work/a.chat',
        'work/copy.chat'
      ]);
    });

    it('are each of one of the two', () => {
      remote.follow(COPY);
      tellOf(here);
      tellOf(there);
      expect(ids(CHAT)).toEqual(['here']);
      expect(ids(COPY)).toEqual(['there']);
      tellOf({ ...there, state: 'ended', revision: 2 });
      expect([ids(CHAT), ids(COPY)]).toEqual([['here'], []]);
    });

    it('are not shown in a copy that is not followed yet', () => {
      tell([here], { chat_path: 'work/a.chat' });
      expect(ids(COPY)).toEqual([]);
      expect(remote.isKnown(COPY)).toBe(false);
    });

    it('do not end where the whole truth of the other is told', () => {
      remote.follow(COPY);
      tellOf(here);
      tellOf(there);
      tell([], { chat_path: 'work/a.chat' });
      expect([ids(CHAT), ids(COPY)]).toEqual([[], ['there']]);
    });

    it('are of both where their path is nobody’s or not known', () => {
      remote.follow(COPY);
      tellOf({ ...here, chat_path: 'renamed.chat' });
      tellOf({ ...there, chat_path: null });
      const both = ['here', 'there'];
      expect([ids(CHAT), ids(COPY)]).toEqual([both, both]);
    });

    it('stay with the one that was renamed', () => {
      const copy = { ...COPY };
      remote.follow(copy);
      tellOf(there);
      copy.name = 'renamed.chat';
      tellOf({ ...there, generation_id: 'new', chat_path: 'renamed.chat' });
      expect(ids(copy)).toEqual(['there', 'new']);
      expect(ids(CHAT)).toEqual([]);
    });

    it('do not come to the original when the copy is closed, nor after it', () => {
      const copy = remote.follow(COPY);
      tellOf(here);
      tellOf(there);
      copy.dispose();
      tellOf({ ...there, revision: 2 });
      expect(ids(CHAT)).toEqual(['here']);
      remote.follow(COPY);
      tellOf({ ...there, revision: 3 });
      expect([ids(CHAT), ids(COPY)]).toEqual([['here'], ['there']]);
    });

    it('are known by path', () => {
      remote.follow(COPY);
      tell([], { chat_path: 'work/copy.chat', is_connected: true });
      expect([CHAT, COPY].map(one => remote.isKnown(one))).toEqual([
        false,
        true
      ]);
    });

    function ids(chat: typeof CHAT): readonly string[] {
      return remote.live(chat).map(one => one.generation_id);
    }
  });
});

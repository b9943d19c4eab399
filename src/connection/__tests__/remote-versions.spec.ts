import { record } from '../../__tests__/fakes/generations';
import { FakeWebSocket } from '../../__tests__/fakes/web-socket';
import { RemoteGenerations } from '../remote';
import {
  CHAT,
  COPY,
  accept,
  closeServer,
  openServer,
  pass,
  sent,
  tell
} from './played-server';

describe('the generations of a server', () => {
  let remote: RemoteGenerations;
  let warn: jest.SpyInstance;

  beforeEach(() => {
    const { settings } = openServer();
    warn = jest.spyOn(console, 'warn').mockImplementation();
    remote = new RemoteGenerations({ serverSettings: settings });
  });

  afterEach(() => {
    closeServer(remote);
    warn.mockRestore();
  });

  describe('where the server is of another version', () => {
    it('are followed plainer, once it refuses what is newer', async () => {
      const first = remote.follow(CHAT);
      const second = remote.follow(COPY);
      await accept();
      const refusal = {
        type: 'error',
        code: 'bad_frame',
        text: 'chat_path: must not be there.'
      } as const;
      FakeWebSocket.latest.say(refusal);
      FakeWebSocket.latest.say(refusal);
      const plain = { type: 'subscribe', chat_id: 'chat-1' };
      expect(FakeWebSocket.latest.sent.slice(2)).toEqual([plain, plain]);
      tell([record()]);
      expect(remote.live(COPY)).toEqual([record()]);
      first.dispose();
      expect(FakeWebSocket.latest.sentOf('unsubscribe')).toEqual([]);
      second.dispose();
      expect(FakeWebSocket.latest.sentOf('unsubscribe')).toEqual([
        { type: 'unsubscribe', chat_id: 'chat-1' }
      ]);
    });

    it('are told of as outdated once, without connecting again and again', async () => {
      let outdated = 0;
      remote.outdated.connect(() => (outdated += 1));
      remote.follow(CHAT);
      await accept();
      const frame = JSON.stringify({
        type: 'generations',
        protocol_version: 2
      });
      FakeWebSocket.latest.say(frame);
      FakeWebSocket.latest.drop();
      await pass(11000);
      FakeWebSocket.latest.accept();
      FakeWebSocket.latest.say(frame);
      await pass(60000);
      expect(outdated).toBe(1);
      expect(FakeWebSocket.made).toHaveLength(2);
      expect(warn).toHaveBeenCalledTimes(1);
    });

    it('warn once of a frame that was refused for another reason', async () => {
      remote.follow(CHAT);
      await accept();
      const error = {
        type: 'error',
        code: 'not_allowed',
        text: 'No.'
      } as const;
      FakeWebSocket.latest.say(error);
      FakeWebSocket.latest.say(error);
      expect(warn.mock.calls).toEqual([[expect.any(String), 'No.']]);
      expect(sent()).toEqual(['subscribe']);
    });
  });
});

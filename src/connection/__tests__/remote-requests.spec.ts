import { FakeWebSocket } from '../../__tests__/fakes/web-socket';
import { RemoteGenerations } from '../remote';
import {
  CHAT,
  accept,
  begin,
  closeServer,
  openServer,
  reply
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

  it('resolves a stop with the generations that were meant', async () => {
    remote.follow(CHAT);
    await accept();
    const seen = [{ message_id: 'reply-1', length: 3 }];
    const stop = remote.stop(CHAT, { promptIds: ['prompt-1'], seen });
    const request = FakeWebSocket.latest.sent[1];
    expect(request).toEqual({
      type: 'stop',
      request_id: request?.request_id,
      chat_id: 'chat-1',
      chat_path: 'work/a.chat',
      prompt_ids: ['prompt-1'],
      seen
    });
    reply(String(request?.request_id), 'accepted', ['generation-1']);
    await expect(stop).resolves.toEqual(['generation-1']);
  });

  it('rejects what the server refuses, with its words', async () => {
    remote.follow(CHAT);
    await accept();
    const stop = remote.stop(CHAT, { generationIds: ['theirs'] });
    FakeWebSocket.latest.say({
      type: 'reply',
      request_id: String(FakeWebSocket.latest.sent[1]?.request_id),
      status: 'refused',
      generation_ids: [],
      error: { code: 'not_allowed', text: 'Not yours.' }
    });
    await expect(stop).rejects.toMatchObject({
      code: 'not_allowed',
      message: 'Not yours.'
    });
    const again = remote.regenerate(CHAT, 'prompt-1');
    FakeWebSocket.latest.say({
      type: 'error',
      request_id: String(FakeWebSocket.latest.sent[2]?.request_id),
      code: 'internal',
      text: 'The server failed.'
    });
    await expect(again).rejects.toMatchObject({
      code: 'internal',
      message: 'The server failed.'
    });
  });

  it('asks for all of mine without ids, and for those named with them', async () => {
    remote.follow(CHAT);
    await accept();
    begin(remote.stop(CHAT, { promptIds: [] }));
    begin(remote.stop(CHAT, { generationIds: ['generation-1'], seen: [] }));
    const [, all, named] = FakeWebSocket.latest.sent;
    expect(all).not.toHaveProperty('generation_ids');
    expect(all).not.toHaveProperty('prompt_ids');
    expect(all).not.toHaveProperty('seen');
    expect(named).toMatchObject({ generation_ids: ['generation-1'], seen: [] });
    expect(all?.request_id).not.toBe(named?.request_id);
  });

  it('names the chat by its path in what it asks for, where that is known', async () => {
    begin(remote.regenerate(CHAT, 'prompt-1'));
    begin(remote.reload({ id: 'chat-1', name: null }));
    begin(remote.continueAnswer(CHAT, 'reply-1'));
    begin(remote.move(CHAT, 'generation-1', 'front'));
    await accept();
    const [regenerate, reload, goOn, move] = FakeWebSocket.latest.sent;
    expect(goOn).toMatchObject({
      type: 'continue',
      chat_id: 'chat-1',
      chat_path: 'work/a.chat',
      message_id: 'reply-1'
    });
    expect(regenerate).toMatchObject({
      type: 'regenerate',
      chat_id: 'chat-1',
      chat_path: 'work/a.chat',
      prompt_id: 'prompt-1'
    });
    expect(move).toMatchObject({
      type: 'move',
      chat_path: 'work/a.chat',
      generation_id: 'generation-1',
      to: 'front'
    });
    expect(reload).toEqual({
      type: 'reload',
      chat_id: 'chat-1',
      request_id: reload?.request_id
    });
  });

  it('refuses what is asked of a chat that has no id yet', async () => {
    await expect(remote.stop({ name: 'a.chat' })).rejects.toThrow('opened');
    expect(FakeWebSocket.made).toHaveLength(0);
  });
});

import { Signal } from '@lumino/signaling';

import { FakeActions } from '../../__tests__/fakes/actions';
import { FakeChatModel } from '../../__tests__/fakes/chat-model';
import { stopAndSendOf } from '../../__tests__/fakes/stop-and-send';
import { FakeOpenChats } from '../../__tests__/fakes/open-chats';
import type { IChatAnswers } from '../answers';
import { ChatCommands } from '../chat-commands';

describe('what the commands do', () => {
  let changed: Signal<IChatAnswers, string>;
  let chat: FakeChatModel;
  let chats: FakeOpenChats;
  let commands: ChatCommands;
  let looks: number;

  beforeEach(() => {
    const actions = new FakeActions();
    chats = new FakeOpenChats();
    const answers: IChatAnswers = {
      at: () => null,
      droppedBy: () => [],
      get changed() {
        return changed;
      },
      find: () => null,
      get lastEnded() {
        looks += 1;
        return null;
      },
      of: () => null
    };
    changed = new Signal(answers);
    jest.spyOn(actions, 'answersIn').mockReturnValue(answers as never);
    chat = new FakeChatModel();
    chats.open(chat.asModel);
    commands = new ChatCommands(actions, chats, stopAndSendOf(actions));
    looks = 0;
  });

  afterEach(() => {
    commands.dispose();
    commands.dispose();
  });

  it('is looked at when an answer changes, and no message for it', () => {
    const messages = jest.fn(() => []);
    Object.defineProperty(chat, 'messages', { get: messages });
    changed.emit('generation-1');
    expect(looks).toBeGreaterThan(0);
    expect(messages).not.toHaveBeenCalled();
  });

  it('asks once a key which chat is the current one', () => {
    const current = jest.fn(() => chat.asModel);
    Object.defineProperty(chats, 'current', { get: current });
    chat.input.type('a');
    expect(looks).toBeGreaterThan(0);
    expect(current).toHaveBeenCalledTimes(1);
  });

  it('is not looked at when a message comes', () => {
    chat.messagesUpdated.emit();
    expect(looks).toBe(0);
  });

  it('is not looked at any more once it is disposed of', () => {
    commands.dispose();
    changed.emit('generation-1');
    expect(looks).toBe(0);
  });
});

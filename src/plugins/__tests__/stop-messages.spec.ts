import {
  ChatCommand,
  ChatCommandRegistry,
  IInputModel,
  InputModel
} from '@jupyter/chat';
import { nullTranslator } from '@jupyterlab/translation';

import { FakeActions } from '../../__tests__/fakes/actions';
import { FakeChatModel } from '../../__tests__/fakes/chat-model';
import { StopMessages } from '../stop-messages';

describe('a stop that is typed as a message', () => {
  let actions: FakeActions;
  let chat: FakeChatModel;
  let input: IInputModel;
  let registry: ChatCommandRegistry;
  let sent: string[];
  let theirs: ChatCommand[];

  beforeEach(() => {
    sent = [];
    theirs = [];
    actions = new FakeActions();
    chat = new FakeChatModel();
    input = new InputModel({ onSend: text => sent.push(text) });
    Object.defineProperty(chat, 'input', { value: input });
    actions.chats = [chat.asModel];
    registry = new ChatCommandRegistry();
    registry.addProvider({
      id: 'theirs',
      listCommandCompletions: async () => theirs,
      onSubmit: async () => undefined
    });
    registry.addProvider({
      id: 'broken',
      listCommandCompletions: () => Promise.reject(new Error('Broken.')),
      onSubmit: async () => undefined
    });
    registry.addProvider(
      new StopMessages({
        actions,
        registry,
        stopAll: () => actions.done.push(['stop all']),
        trans: nullTranslator.load('')
      })
    );
  });

  it.each([
    ['/stop', ['stop', 'chat-1']],
    ['  /stop\n', ['stop', 'chat-1']],
    ['/stop all', ['stop all']]
  ])('is done, and is not sent: %j', async (text, done) => {
    await submit(text);
    expect(actions.done).toEqual([done]);
    expect(sent).toEqual([]);
    expect(input.value).toBe('');
    await submit('A prompt.');
    expect(sent).toEqual(['A prompt.']);
  });

  it('is not sent by whoever has read the input before', async () => {
    input.value = '/stop';
    await registry.onSubmit(input);
    input.send('/stop');
    expect(sent).toEqual([]);
  });

  it('leaves what is attached in the input', async () => {
    const file = { type: 'file', value: 'data.csv' } as const;
    input.addAttachment?.(file);
    await submit('/stop');
    expect(input.attachments).toEqual([file]);
    expect(sent).toEqual([]);
  });

  it.each(['/stop it', '/stops', 'Please /stop', '/stop all of it', '/STOP'])(
    'is a prompt like any other: %j',
    async text => {
      await submit(text);
      expect(actions.done).toEqual([]);
      expect(sent).toEqual([text]);
    }
  );

  it('is left alone in the edit of a message', async () => {
    input = new InputModel({ onSend: text => sent.push(text) });
    await submit('/stop');
    expect(actions.done).toEqual([]);
    expect(sent).toEqual(['/stop']);
  });

  it.each([
    ['/', ['/stop', '/stop all']],
    ['/sto', ['/stop', '/stop all']],
    // Enter sends it.
    ['/stop', []],
    ['/x', []],
    ['Please /s', []],
    ['', []]
  ])('is offered while it is typed: %j', async (text, names) => {
    expect(await listed(text)).toEqual(names);
  });

  it('is theirs where somebody else offers one in this chat, and there once', async () => {
    theirs = [{ name: '/stop', providerId: 'theirs' }];
    expect(await listed('/s')).toEqual(['/stop']);
    await submit('/stop');
    expect(actions.done).toEqual([]);
    expect(sent).toEqual(['/stop']);
    theirs = [];
    await listed('/s');
    await submit('/stop');
    expect(actions.done).toEqual([['stop', 'chat-1']]);
  });

  /**
   * As the chat sends.
   */
  async function submit(text: string): Promise<void> {
    input.value = text;
    await registry.onSubmit(input);
    input.send(input.value);
  }

  /**
   * As the chat asks for what it offers.
   */
  async function listed(text: string): Promise<string[]> {
    input.value = text;
    input.cursorIndex = text.length;
    const all = await Promise.allSettled(
      registry.getProviders().map(one => one.listCommandCompletions(input))
    );
    return all.flatMap(one =>
      one.status === 'fulfilled' ? one.value.map(({ name }) => name) : []
    );
  }
});

import type { JupyterFrontEnd } from '@jupyterlab/application';
import { SemanticCommand } from '@jupyterlab/apputils';
import type { IMainMenu } from '@jupyterlab/mainmenu';
import { CommandRegistry } from '@lumino/commands';
import { Widget } from '@lumino/widgets';

import { FakeActions } from '../../__tests__/fakes/actions';
import { FakeChatModel } from '../../__tests__/fakes/chat-model';
import { record } from '../../__tests__/fakes/generations';
import { FakeOpenChats } from '../../__tests__/fakes/open-chats';
import { servicesOf } from '../../__tests__/fakes/services';
import { CommandIDs, commandsPlugin } from '../commands';
import type { ILateServices } from '../services';

const mark = (
  status: string,
  prompt = 'prompt-1',
  can_continue: boolean | undefined = undefined
) => ({
  metadata: {
    stop_stream: {
      generation_id: `of-${prompt}`,
      prompt_id: prompt,
      status,
      can_continue
    }
  } as object
});

describe('the commands', () => {
  let commands: CommandRegistry;
  let actions: FakeActions;
  let chats: FakeOpenChats;
  let chat: FakeChatModel;
  let other: FakeChatModel;
  let interrupt: SemanticCommand;

  beforeEach(async () => {
    actions = new FakeActions();
    chats = new FakeOpenChats();
    chat = new FakeChatModel();
    other = new FakeChatModel('chat-2');
    chats.open(other.asModel, chat.asModel);
    await activate().load();
  });

  // What was activated hears of later tests as well; it has nothing to stop by then.
  afterEach(() => chats.open());

  it('can do nothing before a first chat has loaded what they do', async () => {
    const services = activate();
    live();
    chat.add({ id: 'reply-1', ...mark('interrupted') });
    for (const id of Object.values(CommandIDs)) {
      expect(commands.isEnabled(id)).toBe(false);
      await commands.execute(id);
    }
    expect(interrupt.getActiveCommandId(new Widget())).toBeNull();
    expect(actions.done).toEqual([]);
    const told: unknown[] = [];
    commands.commandChanged.connect((_, { id }) => told.push(id));
    await services.load();
    expect(told).toEqual(Object.values(CommandIDs));
    expect(commands.isEnabled(CommandIDs.stop)).toBe(true);
  });

  it('stop the answers in the current chat, and no other', async () => {
    live({}, { generation_id: 'other', chat_id: 'chat-2' });
    await commands.execute(CommandIDs.stop);
    expect(actions.done).toEqual([['stop', 'chat-1']]);
  });

  it('stop what another extension names', async () => {
    live({ generation_id: 'other', chat_id: 'chat-2', is_mine: false });
    const args = { chatId: 'chat-2', generationIds: ['other'] };
    expect(commands.isEnabled(CommandIDs.stop, { chatId: 'chat-2' })).toBe(
      false
    );
    expect(commands.isEnabled(CommandIDs.stop, args)).toBe(true);
    await commands.execute(CommandIDs.stop, args);
    expect(actions.done).toEqual([['stop', 'chat-2', 'other']]);
  });

  it('do not stop what is named and may not be stopped', () => {
    live({ is_mine: false, may_stop: false });
    const args = { generationIds: ['generation-1'] };
    expect(commands.isEnabled(CommandIDs.stop, args)).toBe(false);
  });

  it('stop my answers in all open chats', async () => {
    live({}, { generation_id: 'other', chat_id: 'chat-2' });
    await commands.execute(CommandIDs.stopAll);
    expect(actions.done).toEqual([
      ['stop', 'chat-2'],
      ['stop', 'chat-1']
    ]);
  });

  it.each([
    ['nothing runs', {}],
    ['what runs is not mine', { is_mine: false }],
    ['it has ended', { state: 'ended' as const }],
    ['it runs in another chat', { chat_id: 'chat-2' }]
  ])('do not stop where %s', async (why, changes) => {
    if (why !== 'nothing runs') {
      live(changes);
    }
    expect(commands.isEnabled(CommandIDs.stop)).toBe(false);
    await commands.execute(CommandIDs.stop);
    expect(actions.done).toEqual([]);
  });

  it('mean nothing by arguments that are not what they should be', () => {
    live();
    const args = { chatId: 7, generationIds: 'generation-1' };
    expect(commands.isEnabled(CommandIDs.stop, args)).toBe(true);
    expect(commands.isEnabled(CommandIDs.stop, { chatId: 'unknown' })).toBe(
      false
    );
  });

  it('stop and send where there is something of both, and tell when there is', async () => {
    live();
    expect(commands.isEnabled(CommandIDs.stopAndSend)).toBe(false);
    const told: unknown[] = [];
    commands.commandChanged.connect((_, { id }) => told.push(id));
    chat.input.type('better');
    expect(told).toContain(CommandIDs.stopAndSend);
    expect(commands.isEnabled(CommandIDs.stopAndSend)).toBe(true);
    await commands.execute(CommandIDs.stopAndSend);
    expect(actions.done).toEqual([['stop', 'chat-1']]);
    actions.heard.resolve(true);
    await new Promise(resolve => setTimeout(resolve));
    expect(chat.input.sent).toEqual([['better', []]]);
    live({ state: 'ended', revision: 2 });
    expect(commands.isEnabled(CommandIDs.stopAndSend)).toBe(false);
  });

  it('take the last of my prompts back that wait, where the input is empty', async () => {
    live();
    expect(commands.isEnabled(CommandIDs.takeBack)).toBe(false);
    chat.add({ id: 'prompt-2', body: 'Why?' });
    const queued = { state: 'queued', can_take_back: true } as const;
    live({ ...queued, generation_id: 'second', prompt_id: 'other' });
    const last = { generation_id: 'third', prompt_id: 'prompt-2' };
    live({ ...queued, ...last, started_at: 60 });
    expect(commands.isEnabled(CommandIDs.takeBack)).toBe(true);
    chat.input.type('A draft');
    expect(commands.isEnabled(CommandIDs.takeBack)).toBe(false);
    chat.input.type('');
    await commands.execute(CommandIDs.takeBack);
    expect(actions.done).toEqual([['move', 'chat-1', 'third', 'input']]);
    expect(chat.input.value).toBe('Why?');
  });

  it('say that an answer is stopping', () => {
    live();
    const before = commands.label(CommandIDs.stop);
    live({ state: 'stopping', revision: 2 });
    expect(commands.label(CommandIDs.stop)).not.toBe(before);
  });

  it('tell when something can be done that could not, and only then', () => {
    const told: unknown[] = [];
    commands.commandChanged.connect((_, { id }) => told.push(id));
    live();
    const all = Object.values(CommandIDs);
    expect(told).toEqual(all);
    live({ reply_ids: ['reply-1'], revision: 2 });
    expect(told).toEqual(all);
    live({ state: 'ended', revision: 3 });
    expect(told).toEqual([...all, ...all]);
  });

  it('ask the last prompt again, once its answer has its mark', async () => {
    chat.add({ id: 'prompt-1' });
    chat.add({ id: 'reply-0', ...mark('complete', 'prompt-0') });
    const reply = chat.add({ id: 'reply-1', ...mark('streaming') });
    live();
    expect(commands.isEnabled(CommandIDs.regenerate)).toBe(false);
    live({ state: 'ended', revision: 2 });
    const told: unknown[] = [];
    commands.commandChanged.connect((_, { id }) => told.push(id));
    reply.update(mark('interrupted'));
    expect(told).toContain(CommandIDs.regenerate);
    await commands.execute(CommandIDs.regenerate);
    expect(actions.done).toEqual([['regenerate', 'chat-1', 'prompt-1']]);
  });

  it('do not ask a prompt again that is gone', () => {
    const prompt = chat.add({ id: 'prompt-1' });
    chat.add({ id: 'reply-1', ...mark('interrupted') });
    expect(commands.isEnabled(CommandIDs.regenerate)).toBe(true);
    const told: unknown[] = [];
    commands.commandChanged.connect((_, { id }) => told.push(id));
    prompt.update({ deleted: true });
    expect(commands.isEnabled(CommandIDs.regenerate)).toBe(false);
    expect(told).toContain(CommandIDs.regenerate);
  });

  it('mean the current one of two chats with one id', async () => {
    other = new FakeChatModel('chat-1');
    chats.open(chat.asModel, other.asModel);
    const stop = jest.spyOn(actions, 'stop');
    live();
    await commands.execute(CommandIDs.stop, { chatId: 'chat-1' });
    expect(stop).toHaveBeenCalledWith(other.asModel, undefined);
  });

  it('ask a prompt again that is named, and none where there is none', async () => {
    await commands.execute(CommandIDs.regenerate);
    expect(actions.done).toEqual([]);
    const args = { chatId: 'chat-2', promptId: 'prompt-7' };
    await commands.execute(CommandIDs.regenerate, args);
    expect(actions.done).toEqual([]);
    const prompt = other.add({ id: 'prompt-7' });
    await commands.execute(CommandIDs.regenerate, args);
    expect(actions.done).toEqual([['regenerate', 'chat-2', 'prompt-7']]);
    prompt.update({ deleted: true });
    expect(commands.isEnabled(CommandIDs.regenerate, args)).toBe(false);
  });

  it('go on from the last answer that was stopped, or from one that is named', async () => {
    expect(commands.isEnabled(CommandIDs.continue)).toBe(false);
    chat.add({ id: 'prompt-1' });
    const { metadata } = mark('interrupted', 'prompt-1', true);
    chat.add({ id: 'reply-1', body: 'Once', metadata });
    await commands.execute(CommandIDs.continue);
    live();
    expect(commands.isEnabled(CommandIDs.continue)).toBe(false);
    const args = { chatId: 'chat-1', messageId: 'reply-1' };
    await commands.execute(CommandIDs.continue, args);
    const named = { ...args, messageId: 'reply-9' };
    expect(commands.isEnabled(CommandIDs.continue, named)).toBe(false);
    expect(actions.done).toEqual([
      ['continue', 'chat-1', 'reply-1'],
      ['continue', 'chat-1', 'reply-1']
    ]);
  });

  it('stand where the kernel of the current chat would be interrupted', () => {
    expect(interrupt.getActiveCommandId(new Widget())).toBe(CommandIDs.stop);
    chats.open();
    expect(interrupt.getActiveCommandId(new Widget())).toBeNull();
  });

  it('have nobody hear the rest of the key that was pressed for one', async () => {
    live();
    press('keydown');
    await commands.execute(CommandIDs.stop);
    expect(press('keydown', true).defaultPrevented).toBe(true);
    press('keyup');
    expect(press('keydown').defaultPrevented).toBe(false);
    press('keyup');
  });

  it('describe their arguments', async () => {
    for (const id of Object.values(CommandIDs)) {
      expect((await commands.describedBy(id)).args).toHaveProperty(
        'properties'
      );
    }
  });

  function activate(): ILateServices {
    commands = new CommandRegistry();
    interrupt = new SemanticCommand();
    const app = { commands } as unknown as JupyterFrontEnd;
    const menu = {
      kernelMenu: { kernelUsers: { interruptKernel: interrupt } }
    } as unknown as IMainMenu;
    const services = servicesOf({ actions, chats });
    void commandsPlugin.activate(app, services, null, menu, null);
    return services;
  }

  function press(type: string, repeat = false): KeyboardEvent {
    const init = { key: 'Enter', code: 'Enter', keyCode: 13, repeat };
    const event = new KeyboardEvent(type, {
      bubbles: true,
      cancelable: true,
      ...init
    });
    document.body.dispatchEvent(event);
    return event;
  }

  function live(...changes: Parameters<typeof record>[0][]): void {
    for (const one of changes.length > 0 ? changes : [{}]) {
      actions.generations.store.apply(record(one));
    }
  }
});

import { nullTranslator } from '@jupyterlab/translation';

import { FakeActions } from '../../__tests__/fakes/actions';
import { FakeChatModel } from '../../__tests__/fakes/chat-model';
import { record } from '../../__tests__/fakes/generations';
import { FakeNotices } from '../../__tests__/fakes/notices';
import { FakeOpenChats } from '../../__tests__/fakes/open-chats';
import { servicesOf } from '../../__tests__/fakes/services';
import { IGeneration, RequestRefused } from '../../generations';
import { RunningAnswers } from '../running-answers';
import type { ILateServices } from '../services';

describe('the answers in the Running panel', () => {
  let actions: FakeActions;
  let chats: FakeOpenChats;
  let notices: FakeNotices;
  let chat: FakeChatModel;
  let server: IGeneration[];
  let asked: number;
  let services: ILateServices;
  let answers: RunningAnswers;

  beforeEach(async () => {
    jest.useFakeTimers();
    actions = new FakeActions();
    chats = new FakeOpenChats();
    notices = new FakeNotices();
    chat = Object.assign(new FakeChatModel(), { name: 'folder/story.chat' });
    server = [];
    asked = 0;
    chats.open(chat.asModel);
    services = servicesOf({ actions, chats });
    await services.load();
    create();
    await pass(10);
  });

  afterEach(() => {
    answers.dispose();
    answers.dispose();
    jest.useRealTimers();
  });

  it('are those of the open chats, as they change', () => {
    let changes = 0;
    answers.runningChanged.connect(() => (changes += 1));
    actions.generations.store.apply(record());
    expect(labels()).toEqual(['Persona in story']);
    actions.generations.store.apply(record({ state: 'stopping', revision: 2 }));
    expect(labels()).toEqual(['Persona in story (stopping…)']);
    actions.generations.store.apply(record({ state: 'ended', revision: 3 }));
    expect(labels()).toEqual([]);
    expect(changes).toBeGreaterThanOrEqual(3);
  });

  it('say in their title what they have taken, as far as that is known here', () => {
    const now = Date.now() / 1000;
    const titles = () => answers.running().map(item => item.labelTitle?.());
    actions.generations.store.apply(record({ began_at: now - 12 }));
    expect(titles()).toEqual(['Persona in story\nfolder/story.chat\n12 s']);
    actions.written.set('generation-1', 1240);
    expect(titles()).toEqual([
      'Persona in story\nfolder/story.chat\n12 s, about 310 tokens'
    ]);
    actions.generations.store.apply(
      record({ began_at: now - 12, state: 'stopping', revision: 2 })
    );
    expect(titles()).toEqual([
      'Persona in story (stopping…)\nfolder/story.chat'
    ]);
  });

  it('are those of other chats of the server as well, oldest first', async () => {
    server = [
      record({
        generation_id: 'far',
        chat_id: 'chat-9',
        chat_path: 'far/away.chat',
        started_at: 90
      }),
      record({ generation_id: 'old', chat_id: 'chat-8', started_at: 10 }),
      record({ revision: 0 })
    ];
    actions.generations.store.apply(record());
    answers.refreshRunning();
    await pass(10);
    expect(labels()).toEqual([
      'Persona in a chat that is not open here',
      'Persona in story',
      'Persona in away'
    ]);
    expect(answers.running()[0]?.open).toBeUndefined();
    answers.running()[2]?.open?.();
    await pass(0);
    expect(chats.shown).toEqual(['chat-9 at far/away.chat']);
  });

  it('are where the page has their chat open, or else where the server says, or where it was', async () => {
    server = [record({ chat_path: 'renamed.chat' })];
    answers.refreshRunning();
    await pass(10);
    actions.generations.store.apply(record({ chat_path: 'renamed.chat' }));
    expect(labels()).toEqual(['Persona in story']);
    chats.open();
    expect(labels()).toEqual(['Persona in renamed']);
    actions.generations.store.apply(record({ revision: 2 }));
    chats.paths.set('chat-1', 'before.chat');
    expect(labels()).toEqual(['Persona in before']);
  });

  it('of a copy of a chat are not those of the chat', async () => {
    server = [record({ chat_path: 'copy.chat' })];
    answers.refreshRunning();
    await pass(10);
    expect(labels()).toEqual(['Persona in copy']);
    answers.running()[0]?.shutdown?.();
    answers.running()[0]?.open?.();
    await pass(0);
    expect(actions.done).toEqual([]);
    expect(chats.shown).toEqual(['chat-1 at copy.chat']);
  });

  it('cannot be stopped by whom they may not be stopped', () => {
    actions.generations.store.apply(
      record({ is_mine: false, may_stop: false })
    );
    expect(answers.running()[0]?.shutdown).toBeUndefined();
    actions.generations.store.apply(
      record({ is_mine: false, may_stop: true, revision: 2 })
    );
    expect(answers.running()[0]?.shutdown).toBeDefined();
  });

  it('are looked at again while there are any, and not otherwise', async () => {
    await pass(60_000);
    expect(asked).toBe(1);
    actions.generations.store.apply(record());
    await pass(20_000);
    expect(asked).toBeGreaterThan(2);
    actions.generations.store.apply(record({ state: 'ended', revision: 2 }));
    const before = asked;
    await pass(60_000);
    expect(asked - before).toBeLessThanOrEqual(1);
  });

  it('lead to their chat', async () => {
    actions.generations.store.apply(record());
    answers.running()[0]?.open?.();
    await pass(0);
    expect(chats.shown).toEqual(['chat-1 at folder/story.chat']);
  });

  it('are frozen and stopped one by one in a chat that is open', () => {
    actions.generations.store.apply(record());
    answers.running()[0]?.shutdown?.();
    expect(actions.done).toEqual([['stop', 'chat-1', 'generation-1']]);
    expect(actions.generations.asked).toEqual([]);
  });

  it('are stopped in another chat without a word of what was seen', async () => {
    server = [record({ chat_id: 'chat-9' })];
    answers.refreshRunning();
    await pass(10);
    answers.running()[0]?.shutdown?.();
    await pass(0);
    expect(actions.done).toEqual([]);
    expect(actions.generations.asked).toEqual([
      ['stop', 'chat-9', { generationIds: ['generation-1'] }]
    ]);
    actions.generations.answer.reject(new RequestRefused('It is not yours.'));
    await pass(10);
    expect(notices.told).toEqual([
      'The answer was not stopped. It is not yours.'
    ]);
  });

  it('are stopped together, mine alone', async () => {
    server = [
      record({ generation_id: 'far', chat_id: 'chat-9' }),
      record({ generation_id: 'theirs', chat_id: 'chat-9', is_mine: false })
    ];
    actions.generations.store.apply(record());
    answers.refreshRunning();
    await pass(10);
    answers.shutdownAll();
    expect(actions.done).toEqual([['stop', 'chat-1', 'generation-1']]);
    await pass(0);
    expect(actions.generations.asked).toEqual([
      ['stop', 'chat-9', { generationIds: ['far'] }]
    ]);
  });

  it('are shown, and can be stopped and gone to, before a chat was open', async () => {
    answers.dispose();
    services = servicesOf({ actions, chats });
    chats.open();
    server = [record({ chat_id: 'chat-9', chat_path: 'away.chat' })];
    create();
    await pass(10);
    expect(labels()).toEqual(['Persona in away']);
    expect(services.current).toBeNull();
    answers.running()[0]?.open?.();
    answers.running()[0]?.shutdown?.();
    await pass(0);
    expect(chats.shown).toEqual(['chat-9 at away.chat']);
    expect(actions.generations.asked).toEqual([
      ['stop', 'chat-9', { generationIds: ['generation-1'] }]
    ]);
  });

  it('say why their chat could not be opened', async () => {
    actions.generations.store.apply(record());
    chats.failure = new Error('The file is gone.');
    answers.running()[0]?.open?.();
    await pass(0);
    expect(notices.told).toEqual([
      'The chat was not opened. The file is gone.'
    ]);
  });

  function create(): void {
    answers = new RunningAnswers({
      notices,
      services,
      list: async () => {
        asked += 1;
        return server;
      },
      trans: nullTranslator.load('')
    });
  }

  function labels(): unknown[] {
    return answers.running().map(item => item.label());
  }

  async function pass(ms: number): Promise<void> {
    await jest.advanceTimersByTimeAsync(ms);
  }
});

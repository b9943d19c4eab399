import { FakeActions } from '../../__tests__/fakes/actions';
import { FakeChatModel } from '../../__tests__/fakes/chat-model';
import { record } from '../../__tests__/fakes/generations';
import { Limits } from '../limits';
import {
  DEFAULT_PREFERENCES,
  IPreferenceValues,
  Preferences
} from '../preferences';

describe('the limits of a person', () => {
  let actions: FakeActions;
  let chat: FakeChatModel;
  let preferences: Preferences;
  let limits: Limits;
  let revision: number;

  beforeEach(() => {
    jest.useFakeTimers();
    actions = new FakeActions();
    chat = new FakeChatModel();
    actions.chats = [chat.asModel];
    preferences = new Preferences();
    limits = new Limits({ actions, preferences });
    revision = 0;
  });

  afterEach(() => {
    limits.dispose();
    limits.dispose();
    jest.useRealTimers();
  });

  it('are none until they are set', () => {
    tell();
    jest.advanceTimersByTime(24 * 3600 * 1000);
    expect(actions.done).toEqual([]);
  });

  it('stop an answer that takes longer, once, and name the limit', () => {
    set({ maxSeconds: 120 });
    tell();
    jest.advanceTimersByTime(119_000);
    expect(actions.done).toEqual([]);
    jest.advanceTimersByTime(1_000);
    expect(actions.done).toEqual([
      ['stop', 'chat-1', 'generation-1', { kind: 'seconds', amount: 120 }]
    ]);
    tell();
    jest.advanceTimersByTime(300_000);
    expect(actions.done).toHaveLength(1);
  });

  it('count from when it was its turn', () => {
    set({ maxSeconds: 120 });
    tell({ state: 'queued' });
    jest.advanceTimersByTime(600_000);
    tell();
    jest.advanceTimersByTime(119_000);
    expect(actions.done).toEqual([]);
    jest.advanceTimersByTime(1_000);
    expect(actions.done).toHaveLength(1);
  });

  it('stop an answer that gets longer, when that has come and not when it is shown', () => {
    set({ maxCharacters: 100 });
    const reply = chat.add({ id: 'reply-1', body: '' });
    tell();
    write(99);
    reply.update({ body: 'x' });
    expect(actions.done).toEqual([]);
    write(100);
    reply.update({ body: 'xx' });
    expect(actions.done).toEqual([
      ['stop', 'chat-1', 'generation-1', { kind: 'characters', amount: 100 }]
    ]);
  });

  it('stop an answer that is silent, from its beginning and after each write', () => {
    set({ maxSilence: 30 });
    const reply = chat.add({ id: 'reply-1', body: '' });
    tell();
    jest.advanceTimersByTime(29_000);
    write(5);
    reply.update({ body: 'Well.' });
    jest.advanceTimersByTime(29_000);
    expect(actions.done).toEqual([]);
    jest.advanceTimersByTime(1_000);
    expect(actions.done).toEqual([
      ['stop', 'chat-1', 'generation-1', { kind: 'silence', amount: 30 }]
    ]);
  });

  it('take nothing for silence that a page which nobody sees shows late', () => {
    set({ maxSilence: 30 });
    chat.add({ id: 'reply-1', body: '' });
    tell();
    write(500);
    jest.advanceTimersByTime(59_000);
    expect(actions.done).toEqual([]);
    jest.advanceTimersByTime(1_000);
    expect(actions.done).toHaveLength(1);
  });

  it('take it for no silence that an answer waits for the person', () => {
    set({ maxSilence: 30 });
    tell();
    jest.advanceTimersByTime(20_000);
    tell({ asks_person: true });
    jest.advanceTimersByTime(3_600_000);
    tell();
    jest.advanceTimersByTime(29_000);
    expect(actions.done).toEqual([]);
    jest.advanceTimersByTime(1_000);
    expect(actions.done).toHaveLength(1);
  });

  it.each([
    ['to somebody else', { is_mine: false }],
    ['that is stopping', { state: 'stopping' }],
    ['that has ended', { state: 'ended' }]
  ] as const)('leave an answer alone %s', (_, fields) => {
    set({ maxSeconds: 120 });
    tell();
    tell(fields);
    jest.advanceTimersByTime(600_000);
    expect(actions.done).toEqual([]);
  });

  it('leave an answer alone whose stop was asked for already', () => {
    set({ maxSeconds: 120 });
    tell();
    actions.asked.add('chat-1');
    jest.advanceTimersByTime(600_000);
    expect(actions.done).toEqual([]);
  });

  it('hold from the moment in which they are set, and no longer than that', () => {
    tell();
    jest.advanceTimersByTime(60_000);
    set({ maxSeconds: 120 });
    set({});
    jest.advanceTimersByTime(300_000);
    expect(actions.done).toEqual([]);
    set({ maxSeconds: 120 });
    expect(actions.done).toHaveLength(1);
  });

  it('hold no more for a chat that is closed', () => {
    set({ maxSeconds: 120 });
    tell();
    actions.chats = [];
    actions.chatsChanged.emit();
    jest.advanceTimersByTime(300_000);
    expect(actions.done).toEqual([]);
  });

  function set(values: Partial<IPreferenceValues>): void {
    preferences.set({ ...DEFAULT_PREFERENCES, ...values });
  }

  function write(characters: number): void {
    actions.written.set('generation-1', characters);
  }

  function tell(fields: Parameters<typeof record>[0] = {}): void {
    revision += 1;
    actions.generations.store.apply(
      record({ reply_ids: ['reply-1'], ...fields, revision })
    );
  }
});

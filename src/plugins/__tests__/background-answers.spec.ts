import { nullTranslator } from '@jupyterlab/translation';

import { FakeChatModel } from '../../__tests__/fakes/chat-model';
import { FakeGenerations, record } from '../../__tests__/fakes/generations';
import { FakeOpenChats } from '../../__tests__/fakes/open-chats';
import {
  DEFAULT_PREFERENCES,
  IGeneration,
  IOffer,
  Preferences
} from '../../generations';
import { BackgroundAnswers } from '../background-answers';

describe('answers in the background', () => {
  let generations: FakeGenerations;
  let chats: FakeOpenChats;
  let chat: FakeChatModel;
  let preferences: Preferences;
  let told: [string, IOffer][];
  let answers: BackgroundAnswers;

  beforeEach(() => {
    generations = new FakeGenerations();
    chats = new FakeOpenChats();
    chat = new FakeChatModel();
    chats.open(chat.asModel);
    chats.paths.set('chat-1', 'story.chat');
    preferences = new Preferences();
    preferences.set({ ...DEFAULT_PREFERENCES, isBackgroundNotified: true });
    told = [];
    answers = new BackgroundAnswers({
      chats,
      generations,
      preferences,
      tell: (message, offer) => told.push([message, offer]),
      trans: nullTranslator.load('')
    });
    generations.store.apply(record());
  });

  afterEach(() => {
    answers.dispose();
    answers.dispose();
  });

  it('are told of when they end, with a way to their chat', () => {
    end();
    expect(told[0]?.[0]).toBe('Persona has answered in story.');
    told[0]?.[1].act();
    expect(chats.shown).toEqual(['chat-1']);
  });

  it('are told of where they broke off', () => {
    end({ outcome: 'error' });
    expect(told[0]?.[0]).toBe('Persona broke off in story.');
  });

  it('are not said to be whole where a limit stopped them', () => {
    end({ outcome: 'interrupted' });
    expect(told[0]?.[0]).toBe('Persona was stopped in story.');
  });

  it('are not told of where their chat is seen', () => {
    chats.visible.add(chat.asModel);
    end();
    expect(told).toEqual([]);
  });

  it('are not told of where a person does not want it', () => {
    preferences.set(DEFAULT_PREFERENCES);
    end();
    expect(told).toEqual([]);
  });

  it.each([
    ['somebody else asked for', { is_mine: false }],
    ['were stopped', { stopped_by: 'me' }]
  ])('are not told of where they %s', (_, changes) => {
    end(changes);
    expect(told).toEqual([]);
  });

  it('are followed to their end once their chat is closed, no longer', () => {
    chats.open();
    expect(generations.followed).toEqual(['chat-1']);
    end();
    expect(told).toHaveLength(1);
    expect(generations.followed).toEqual([]);
  });

  it('are followed in a chat that was closed while its copy stays open', () => {
    const copy = Object.assign(new FakeChatModel(), { name: 'copy.chat' });
    chats.open(chat.asModel, copy.asModel);
    chats.open(copy.asModel);
    expect(generations.followed).toEqual(['chat-1']);
  });

  it('are not followed where nothing goes on in the chat that is closed', () => {
    end();
    chats.open();
    expect(generations.followed).toEqual([]);
  });

  function end(changes: Partial<IGeneration> = {}): void {
    generations.store.apply(
      record({ state: 'ended', outcome: 'complete', revision: 2, ...changes })
    );
  }
});

import type { IChatModel } from '@jupyter/chat';

import { FakeChatModel } from '../../__tests__/fakes/chat-model';
import { FakeGenerations, record } from '../../__tests__/fakes/generations';
import { WaitingPrompts } from '../waiting-prompts';

describe('the prompts that wait', () => {
  let chat: IChatModel;
  let model: FakeChatModel;
  let another: FakeChatModel;
  let generations: FakeGenerations;
  let waiting: WaitingPrompts;

  beforeEach(() => {
    model = new FakeChatModel();
    another = new FakeChatModel('chat-2');
    generations = new FakeGenerations();
    waiting = new WaitingPrompts(generations);
    chat = model.asModel;
  });

  afterEach(() => {
    model.dispose();
    another.dispose();
  });

  it('tell whoever asks of one when it begins or ceases to wait, and nobody else', () => {
    const [mine, other] = [jest.fn(), jest.fn()];
    waiting.listen(chat, 'prompt-1', mine);
    waiting.listen(chat, 'prompt-2', other);
    const queued = record({ state: 'queued', place: 2 });
    generations.store.apply(queued);
    expect(waiting.has(chat, 'prompt-1')).toBe(true);
    generations.store.apply({ ...queued, place: 1, revision: 2 });
    expect(mine).toHaveBeenCalledTimes(1);
    generations.store.apply({ ...queued, state: 'running', revision: 3 });
    expect(waiting.has(chat, 'prompt-1')).toBe(false);
    expect(mine).toHaveBeenCalledTimes(2);
    expect(other).not.toHaveBeenCalled();
  });

  it('are known of a chat that is looked at later, and of no other', () => {
    generations.store.apply(record({ state: 'queued' }));
    const elsewhere = another.asModel;
    waiting.listen(chat, 'prompt-1', jest.fn());
    waiting.listen(elsewhere, 'prompt-1', jest.fn());
    expect(waiting.has(chat, 'prompt-1')).toBe(true);
    expect(waiting.has(elsewhere, 'prompt-1')).toBe(false);
  });

  it('cost a chat of thousands of messages one look, and no handler each', () => {
    const look = jest.spyOn(generations, 'live');
    const connect = jest.spyOn(generations.changed, 'connect');
    const ends = Array.from({ length: 2000 }, (_, at) =>
      waiting.listen(chat, `message-${at}`, jest.fn())
    );
    generations.store.apply(record({ state: 'queued' }));
    expect(look).toHaveBeenCalledTimes(2);
    expect(connect).not.toHaveBeenCalled();
    ends.forEach(end => [end(), end()]);
    generations.know('chat-1');
    expect(look).toHaveBeenCalledTimes(2);
  });
});

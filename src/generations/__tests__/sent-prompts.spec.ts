import type { IMessageContent } from '@jupyter/chat';

import { FakeAnswers } from '../../__tests__/fakes/answers';
import { FakeChatModel } from '../../__tests__/fakes/chat-model';
import { record } from '../../__tests__/fakes/generations';
import { sentPrompts } from '../sent-prompts';

const mark = (promptId: string) =>
  ({
    stop_stream: {
      generation_id: `answer to ${promptId}`,
      prompt_id: promptId,
      status: 'streaming'
    }
  }) as IMessageContent['metadata'];

describe('the prompts that a stop may overtake', () => {
  let model: FakeChatModel;
  const mine = { sender: { username: 'me' } };

  beforeEach(() => {
    jest.useFakeTimers({ now: 1000 * 1000 });
    model = new FakeChatModel();
  });

  afterEach(() => jest.useRealTimers());

  it('are those of mine that were sent just now, also where the server is ahead', () => {
    model.add({ id: 'old', ...mine, time: 939 });
    model.add({ id: 'first', ...mine, time: 941 });
    model.add({ id: 'theirs', time: 1000 });
    model.add({ id: 'second', ...mine, time: 1030 });
    expect(sent()).toEqual(['first', 'second']);
  });

  it('are none to which an answer is known, or that are gone', () => {
    model.add({ id: 'live', ...mine, time: 1000 });
    model.add({ id: 'replied', ...mine, time: 1000 });
    model.add({ id: 'marked', ...mine, time: 1000, metadata: mark('marked') });
    model.add({ id: 'gone', ...mine, time: 1000, deleted: true });
    model.add({ id: 'reply', time: 1000, metadata: mark('replied') });
    expect(sent(record({ prompt_id: 'live' }))).toEqual([]);
  });

  it('are among the last messages, however many there are', () => {
    for (let count = 0; count < 20; count++) {
      model.add({ id: `${count}`, ...mine, time: 1000 });
    }
    expect(sent()).toHaveLength(16);
  });

  function sent(...live: Parameters<typeof sentPrompts>[1]) {
    return sentPrompts(model.asModel, live, new FakeAnswers(model.asModel));
  }
});

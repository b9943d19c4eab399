import type { IChatModel } from '@jupyter/chat';
import { nullTranslator } from '@jupyterlab/translation';
import { PromiseDelegate } from '@lumino/coreutils';

import { FakeChatModel } from '../../__tests__/fakes/chat-model';
import { FakeGenerations, record } from '../../__tests__/fakes/generations';
import type { ISeen } from '../../protocol';
import { StopActions } from '../actions';
import { RequestRefused } from '../tokens';

describe('what a person can do', () => {
  let model: FakeChatModel;
  let generations: FakeGenerations;
  let actions: StopActions;
  let told: string[];
  const seen: readonly ISeen[] = [{ message_id: 'reply-1', length: 4 }];

  beforeEach(() => {
    jest.useFakeTimers();
    model = new FakeChatModel();
    generations = new FakeGenerations();
    generations.store.apply(record());
    told = [];
    const gate = {
      isDisposed: false,
      dispose: () => undefined,
      shut: (shut: readonly { generation_id: string }[]) => {
        generations.asked.push(['shut', ...shut.map(one => one.generation_id)]);
        return seen;
      },
      open: (id: string) => generations.asked.push(['open', id]),
      reveal: (id: string, isShown: boolean) =>
        generations.asked.push(['reveal', id, isShown])
    };
    actions = new StopActions({
      generations,
      gates: { gateOf: () => gate },
      notify: message => told.push(message),
      trans: nullTranslator.load('')
    });
  });

  afterEach(() => jest.useRealTimers());

  it('freezes the text before anything is sent, in the same task', () => {
    actions.stop(model.asModel);
    expect(generations.asked).toEqual([
      ['shut', 'generation-1'],
      ['stop', 'chat-1', { seen }]
    ]);
  });

  it('does not freeze what somebody else asked for', () => {
    const theirs = record({ generation_id: 'theirs', is_mine: false });
    generations.store.apply(theirs);
    actions.stop(model.asModel);
    expect(generations.asked[0]).toEqual(['shut', 'generation-1']);
  });

  it('is stopping until the server has answered', async () => {
    const changes: string[] = [];
    actions.changed.connect((_, chatId) => changes.push(chatId));
    actions.stop(model.asModel);
    expect(actions.isStopping('chat-1')).toBe(true);
    expect(actions.isStopping('chat-2')).toBe(false);
    generations.answer.resolve(['generation-1']);
    await settle();
    expect(actions.isStopping('chat-1')).toBe(false);
    expect(changes).toEqual(['chat-1', 'chat-1']);
    expect(told).toEqual([]);
  });

  it('shows the text again and says why when a stop is refused', async () => {
    actions.stop(model.asModel);
    generations.answer.reject(new RequestRefused('Not yours.'));
    await settle();
    expect(generations.asked[2]).toEqual(['open', 'generation-1']);
    expect(told).toEqual(['The answer was not stopped. Not yours.']);
    expect(actions.isStopping('chat-1')).toBe(false);
  });

  it('says that the server does not answer, and leaves the text frozen', async () => {
    actions.stop(model.asModel);
    await jest.advanceTimersByTimeAsync(3000);
    expect(told).toHaveLength(1);
    expect(told[0]).toContain('does not answer');
    expect(generations.asked).toHaveLength(2);
    expect(actions.isStopping('chat-1')).toBe(true);
  });

  it('says that once, however often Stop is pressed', async () => {
    for (let count = 0; count < 10; count++) {
      actions.stop(model.asModel);
    }
    await jest.advanceTimersByTimeAsync(60000);
    expect(told).toHaveLength(1);
    expect(generations.asked.filter(([what]) => what === 'stop')).toHaveLength(
      10
    );
  });

  it('does not say so where the server has answered in time', async () => {
    actions.stop(model.asModel);
    await jest.advanceTimersByTimeAsync(2999);
    generations.answer.resolve([]);
    await jest.advanceTimersByTimeAsync(60000);
    expect(told).toEqual([]);
  });

  it('is stopping until the last of several presses is answered', async () => {
    const { answer } = generations;
    actions.stop(model.asModel);
    generations.answer = new PromiseDelegate();
    actions.stop(model.asModel);
    answer.resolve([]);
    await settle();
    expect(actions.isStopping('chat-1')).toBe(true);
    generations.answer.resolve([]);
    await settle();
    expect(actions.isStopping('chat-1')).toBe(false);
  });

  it('shows the tail that was cut, and hides it again', () => {
    actions.reveal(model.asModel, 'generation-1', true);
    actions.reveal(model.asModel, 'generation-1', false);
    expect(generations.asked).toEqual([
      ['reveal', 'generation-1', true],
      ['reveal', 'generation-1', false]
    ]);
  });

  it('is nothing in a chat whose id is not known yet', async () => {
    const opening = { ...model, id: undefined } as unknown as IChatModel;
    actions.stop(opening);
    actions.regenerate(opening, 'prompt-1');
    actions.watch(opening);
    await settle();
    expect(generations.asked).toEqual([]);
    expect(generations.followed).toEqual([]);
  });

  it('says why a prompt was not asked again', async () => {
    actions.regenerate(model.asModel, 'prompt-1');
    expect(generations.asked).toEqual([['regenerate', 'chat-1', 'prompt-1']]);
    generations.answer.reject(new RequestRefused('Nobody answers.'));
    await settle();
    expect(told).toEqual(['The prompt was not asked again. Nobody answers.']);
  });

  it('follows a chat once, and until it is disposed', async () => {
    actions.watch(model.asModel);
    actions.watch(model.asModel);
    await settle();
    expect(generations.followed).toEqual(['chat-1']);
    model.dispose();
    expect(generations.followed).toEqual([]);
  });

  it('does not follow a chat that was closed before it was ready', async () => {
    actions.watch(model.asModel);
    model.dispose();
    await settle();
    expect(generations.followed).toEqual([]);
  });
});

async function settle(): Promise<void> {
  await jest.advanceTimersByTimeAsync(0);
}

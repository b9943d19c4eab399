import type { IChatModel } from '@jupyter/chat';
import { PromiseDelegate } from '@lumino/coreutils';
import { act, renderHook } from '@testing-library/react';

import { FakeActions } from '../../__tests__/fakes/actions';
import { FakeChatModel } from '../../__tests__/fakes/chat-model';
import { record } from '../../__tests__/fakes/generations';
import { useAnswers } from '../use-answers';

/**
 * A chat that has just been opened: its id is not known before it is ready.
 */
class OpeningChatModel {
  constructor() {
    void this.opening.promise.then(() => {
      this.id = 'chat-1';
    });
  }

  readonly opening = new PromiseDelegate<void>();
  readonly ready = this.opening.promise.then(() => 'chat-1');
  id: string | undefined = undefined;

  get asModel(): IChatModel {
    return this as unknown as IChatModel;
  }
}

describe('the answers of a chat', () => {
  let actions: FakeActions;
  let model: FakeChatModel;
  let second: FakeChatModel;

  beforeEach(() => {
    actions = new FakeActions();
    model = new FakeChatModel();
    second = new FakeChatModel('chat-2');
  });

  afterEach(() => {
    model.dispose();
    second.dispose();
  });

  it('are none where there is no chat, and none is watched over', () => {
    const { result } = renderHook(() => useAnswers(actions, undefined));
    expect(result.current.count).toBe(0);
    expect(actions.done).toEqual([]);
  });

  it('are known when a chat is opened that is being answered already', async () => {
    const opened = new OpeningChatModel();
    actions.generations.store.apply(record());
    const { result } = renderHook(() => useAnswers(actions, opened.asModel));
    expect(result.current.count).toBe(0);
    await act(async () => {
      opened.opening.resolve();
      await opened.ready;
    });
    expect(result.current.count).toBe(1);
  });

  it('are those of the chat that is shown now', () => {
    actions.generations.store.apply(record({ chat_id: 'chat-2' }));
    const { result, rerender } = renderHook(
      ({ shown }) => useAnswers(actions, shown.asModel),
      { initialProps: { shown: model } }
    );
    expect(result.current.count).toBe(0);
    rerender({ shown: second });
    expect(result.current.count).toBe(1);
    expect(actions.done).toEqual([
      ['watch', 'chat-1'],
      ['watch', 'chat-2']
    ]);
  });

  it('are stopping only when all of mine are, whatever others do', () => {
    const { result } = renderHook(() => useAnswers(actions, model.asModel));
    const tell = (changes: Parameters<typeof record>[0]) =>
      act(() => actions.generations.store.apply(record(changes)));
    tell({ generation_id: 'mine', state: 'stopping' });
    tell({ generation_id: 'queued', state: 'queued' });
    expect(result.current.isStopping).toBe(false);
    tell({ generation_id: 'queued', state: 'stopping', revision: 2 });
    tell({ generation_id: 'theirs', is_mine: false });
    expect(result.current.isStopping).toBe(true);
    tell({ generation_id: 'mine', state: 'ended', revision: 2 });
    tell({ generation_id: 'queued', state: 'ended', revision: 3 });
    expect(result.current).toMatchObject({ count: 0, isStopping: false });
  });

  it('are not stopping where nothing runs, though a stop waits for its answer', () => {
    actions.asked.add('chat-1');
    const { result } = renderHook(() => useAnswers(actions, model.asModel));
    expect(result.current.isStopping).toBe(false);
  });
});

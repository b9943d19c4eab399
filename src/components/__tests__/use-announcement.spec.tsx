import { nullTranslator } from '@jupyterlab/translation';
import { act, renderHook } from '@testing-library/react';

import { FakeActions } from '../../__tests__/fakes/actions';
import { FakeChatModel } from '../../__tests__/fakes/chat-model';
import { record } from '../../__tests__/fakes/generations';
import { useAnnouncement } from '../use-announcement';

const ENDED = { state: 'ended', outcome: 'interrupted' } as const;

describe('what is read aloud', () => {
  const trans = nullTranslator.load('');
  let actions: FakeActions;
  let model: FakeChatModel;

  beforeEach(() => {
    actions = new FakeActions();
    model = new FakeChatModel();
  });

  afterEach(() => model.dispose());

  it('is one sentence, however many a stop ended, and again at the next', () => {
    const { result } = follow();
    tell({});
    tell({ generation_id: 'second' });
    expect(result.current).toBe('');
    tell({ ...ENDED, revision: 2 });
    tell({ ...ENDED, generation_id: 'second', revision: 2 });
    expect(result.current).toBe('Stopped.');
    tell({ generation_id: 'third' });
    expect(result.current).toBe('');
    tell({
      ...ENDED,
      generation_id: 'third',
      receipt: 'detached',
      left: ['thread'],
      revision: 2
    });
    expect(result.current).toContain('Still running: a thread');
  });

  it('says of a cell that was left that it runs', () => {
    const { result } = follow();
    tell({});
    const left = { receipt: 'detached', left: ['execution'] } as const;
    tell({ ...ENDED, ...left, revision: 2 });
    expect(result.current).toBe(
      'Stopped. A cell that it started is still running.'
    );
  });

  it('is gone from the press on, so that the same words are read again', () => {
    const { result } = follow();
    tell({});
    tell({ generation_id: 'second' });
    tell({ ...ENDED, revision: 2 });
    expect(result.current).toBe('Stopped.');
    tell({ generation_id: 'second', state: 'stopping', revision: 2 });
    expect(result.current).toBe('');
    tell({ ...ENDED, generation_id: 'second', revision: 3 });
    expect(result.current).toBe('Stopped.');
  });

  it('is nothing of an answer that ended by itself, or in another chat', () => {
    const { result } = follow();
    tell({});
    tell({ state: 'ended', outcome: 'complete', revision: 2 });
    tell({ generation_id: 'elsewhere', chat_id: 'chat-2' });
    tell({
      ...ENDED,
      generation_id: 'elsewhere',
      chat_id: 'chat-2',
      revision: 2
    });
    expect(result.current).toBe('');
  });

  it('says that a prompt of mine has come to the front, and nothing of the rest of the line', () => {
    const { result } = follow();
    const queued = { generation_id: 'mine', state: 'queued' } as const;
    tell({ ...queued, place: 3 });
    tell({ ...queued, place: 2, revision: 2 });
    expect(result.current).toBe('');
    tell({ ...queued, place: 1, revision: 3 });
    expect(result.current).toBe('Waiting for Persona (next)');
    tell({ ...queued, generation_id: 'theirs', place: 2, is_mine: false });
    const theirs = { generation_id: 'theirs', is_mine: false, place: 1 };
    tell({ ...queued, ...theirs, revision: 2 });
    expect(result.current).toBe('');
  });

  it('is listened for no longer when the button is gone from the page', () => {
    const { result, unmount } = follow();
    tell({});
    unmount();
    tell({ ...ENDED, revision: 2 });
    expect(result.current).toBe('');
  });

  function follow() {
    return renderHook(() => useAnnouncement(actions, model.asModel, trans));
  }

  function tell(changes: Parameters<typeof record>[0]): void {
    act(() => actions.generations.store.apply(record(changes)));
  }
});

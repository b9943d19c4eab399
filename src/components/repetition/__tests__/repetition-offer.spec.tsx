import { act, fireEvent, render, screen } from '@testing-library/react';

import { FakeActions } from '../../../__tests__/fakes/actions';
import { FakeChatModel, mark } from '../../../__tests__/fakes/chat-model';
import { record } from '../../../__tests__/fakes/generations';
import { DEFAULT_PREFERENCES, Preferences } from '../../../generations';
import { labelBelow } from '../../__tests__/label-below';

const UNIT = 'I will now check whether the file is there. ';

describe('below a reply that is being written and repeats itself', () => {
  let actions: FakeActions;
  let model: FakeChatModel;
  let preferences: Preferences;
  let revision = 0;

  beforeEach(() => {
    actions = new FakeActions();
    model = new FakeChatModel();
    preferences = new Preferences();
  });

  afterEach(() => model.dispose());

  it('that is said and counted, with Stop, until it goes on otherwise', () => {
    const message = show();
    expect(screen.queryByText(/repeats itself/)).toBeNull();
    act(() => message.update({ body: `Well. ${UNIT.repeat(12)}` }));
    expect(screen.getByText('It repeats itself (12 times)')).toBeTruthy();
    expect(spoken()).toBe('The answer repeats itself.');
    act(() => message.update({ body: `Well. ${UNIT.repeat(13)}` }));
    expect(screen.getByText('It repeats itself (13 times)')).toBeTruthy();
    expect(actions.done).toEqual([]);
    fireEvent.click(screen.getByRole('button', { name: 'Stop' }));
    expect(actions.done).toEqual([['stop', 'chat-1', 'generation-1']]);
    act(() => message.update({ body: `Well. ${UNIT.repeat(13)}Here it is.` }));
    expect(screen.queryByRole('button')).toBeNull();
    expect(spoken()).toBe('');
  });

  it.each([
    ['it is stopped', { state: 'stopping' }],
    ['it has ended', { state: 'ended' }],
    ['it is an answer to somebody else', { is_mine: false }],
    ['another reply follows', { reply_ids: ['reply-1', 'reply-2'] }]
  ] as const)('nothing of it stands there when %s', (_, fields) => {
    const message = show();
    act(() => message.update({ body: UNIT.repeat(12) }));
    expect(screen.getAllByRole('button')).toHaveLength(1);
    tell(fields);
    expect(screen.queryByRole('button')).toBeNull();
  });

  it('nothing of it stands there for who has set so', () => {
    const message = show();
    act(() => message.update({ body: UNIT.repeat(12) }));
    act(() =>
      preferences.set({ ...DEFAULT_PREFERENCES, isRepetitionTold: false })
    );
    expect(screen.queryByRole('button')).toBeNull();
  });

  function show(): ReturnType<FakeChatModel['add']> {
    const message = model.add({ id: 'reply-1', metadata: mark('streaming') });
    render(labelBelow(message.content, actions, model, preferences));
    tell({});
    return message;
  }

  function spoken(): string | null | undefined {
    return document.querySelector('[aria-live]')?.textContent;
  }

  function tell(fields: Parameters<typeof record>[0]): void {
    revision += 1;
    const one = record({ reply_ids: ['reply-1'], ...fields, revision });
    act(() => actions.generations.store.apply(one));
  }
});

import type { IMessage } from '@jupyter/chat';
import { nullTranslator } from '@jupyterlab/translation';
import { act, fireEvent, render, screen } from '@testing-library/react';
import * as React from 'react';

import { FakeActions } from '../../__tests__/fakes/actions';
import { FakeChatModel } from '../../__tests__/fakes/chat-model';
import { record } from '../../__tests__/fakes/generations';
import { WaitingPrompt } from '../waiting-prompt';

const QUEUED = { state: 'queued', place: 2, can_take_back: true } as const;

const ATTACHMENTS = [{ type: 'file', value: 'a.csv' } as const];

describe('below a prompt that waits', () => {
  let actions: FakeActions;
  let model: FakeChatModel;
  let prompt: IMessage;

  beforeEach(() => {
    actions = new FakeActions();
    model = new FakeChatModel();
    const sender = { username: 'me' };
    const content = { body: 'Why?', attachments: ATTACHMENTS, sender };
    prompt = model.add({ id: 'prompt-1', ...content });
  });

  afterEach(() => model.dispose());

  it.each([
    [1, 'Waiting for Persona (next)'],
    [2, 'Waiting for Persona (2nd)'],
    [3, 'Waiting for Persona (3rd)'],
    [12, 'Waiting for Persona (12th)'],
    [21, 'Waiting for Persona'],
    [undefined, 'Waiting for Persona']
  ])('stands at place %s: %s', (place, words) => {
    show();
    const queued = record({ state: 'queued' });
    tell({ ...queued, ...(place !== undefined && { place }) });
    expect(screen.getByText(words).title).toBe(words);
  });

  it('the place is another one when the line moves, and nothing when it has begun', () => {
    const { container } = show();
    tell(QUEUED);
    tell({ ...QUEUED, place: 1, revision: 2 });
    expect(screen.getByText('Waiting for Persona (next)')).toBeTruthy();
    expect(screen.queryByText('Send first')).toBeNull();
    tell({ state: 'running', revision: 3 });
    expect(container.textContent).toBe('');
  });

  it('it is sent first, or stopped alone, by whoever may stop it', () => {
    show();
    tell(QUEUED);
    fireEvent.click(screen.getByText('Send first'));
    fireEvent.click(screen.getByText('Stop'));
    expect(actions.done).toEqual([
      ['move', 'chat-1', 'generation-1', 'front'],
      ['stop', 'chat-1', 'generation-1']
    ]);
    tell({ ...QUEUED, may_stop: false, can_take_back: false, revision: 2 });
    expect(screen.queryAllByRole('button')).toEqual([]);
    expect(screen.getByText('Waiting for Persona (2nd)')).toBeTruthy();
  });

  it('it is taken back with what was attached to it, though the server empties it', async () => {
    show();
    tell(QUEUED);
    await press('Take back', () => prompt.update({ body: '', deleted: true }));
    expect(actions.done).toEqual([['move', 'chat-1', 'generation-1', 'input']]);
    expect(model.input).toMatchObject({
      value: 'Why?',
      attachments: ATTACHMENTS,
      focused: 1
    });
  });

  it('what is typed while it is taken back stays', async () => {
    show();
    tell(QUEUED);
    await press('Take back', () => model.input.type('And how?'));
    expect(model.input.value).toBe('Why?\n\nAnd how?');
  });

  it('it stays where it is when it has begun meanwhile', async () => {
    show();
    tell(QUEUED);
    actions.isMoved = false;
    await press('Take back');
    expect(model.input.value).toBe('');
    expect(prompt.body).toBe('Why?');
  });

  it('a draft is left alone, which is said', async () => {
    show();
    tell(QUEUED);
    act(() => model.input.type('A draft'));
    const button = screen.getByText('Take back');
    expect(button.getAttribute('aria-disabled')).toBe('true');
    expect(button.title).toContain('draft');
    await press('Take back');
    expect(actions.done).toEqual([]);
  });

  it('nobody takes back what somebody else has sent', () => {
    prompt = model.add({ id: 'theirs', sender: { username: 'ada' } });
    Object.assign(model, { collaborative: true });
    show();
    tell({ ...QUEUED, prompt_id: 'theirs' });
    expect(screen.getByText('Stop')).toBeTruthy();
    expect(screen.queryByText('Take back')).toBeNull();
  });

  it('each persona that it waits for has its line, and it is taken back once', () => {
    show();
    tell(QUEUED);
    tell({ ...QUEUED, generation_id: 'second', persona_name: 'Second' });
    expect(screen.getByText('Waiting for Second (2nd)')).toBeTruthy();
    expect(screen.getAllByText('Stop')).toHaveLength(2);
    expect(screen.getAllByText('Take back')).toHaveLength(1);
  });

  it.each(['Send first', 'Stop'])(
    'the focus goes to the input with %s, when that goes',
    name => {
      show();
      tell(QUEUED);
      screen.getByText(name).focus();
      tell({ state: 'stopping', revision: 2 });
      expect(model.input.focused).toBe(1);
    }
  );

  async function press(name: string, meanwhile?: () => void): Promise<void> {
    await act(async () => {
      fireEvent.click(screen.getByText(name));
      meanwhile?.();
    });
  }

  function show() {
    return render(
      <WaitingPrompt
        actions={actions}
        message={prompt}
        model={model.asModel}
        trans={nullTranslator.load('')}
      />
    );
  }

  function tell(changes: Parameters<typeof record>[0]): void {
    act(() => actions.generations.store.apply(record(changes)));
  }
});

import { nullTranslator } from '@jupyterlab/translation';
import { act, fireEvent, render, screen } from '@testing-library/react';
import * as React from 'react';

import { FakeActions } from '../../__tests__/fakes/actions';
import { FakeChatModel } from '../../__tests__/fakes/chat-model';
import { record } from '../../__tests__/fakes/generations';
import { stopAndSendOf } from '../../__tests__/fakes/stop-and-send';
import type { IExecution } from '../../protocol';
import { AnswersButton } from '../answers-button';

const ITEM = '.lm-Menu-item[data-type="command"]:not(.lm-mod-hidden)';
const ENTER = { code: 'Enter', keyCode: 13 };
const DOWN = { code: 'ArrowDown', keyCode: 40 };

describe('the button of the menu of answers', () => {
  let actions: FakeActions;
  let model: FakeChatModel;

  beforeEach(() => {
    actions = new FakeActions();
    model = new FakeChatModel();
    render(
      <AnswersButton
        actions={actions}
        model={model.asModel}
        onFocusLost={() => undefined}
        stopAndSend={stopAndSendOf(actions)}
        trans={nullTranslator.load('')}
      />
    );
  });

  afterEach(async () => {
    await act(async () => {
      const open = document.querySelector('.lm-Menu') ?? document.body;
      fireEvent.keyDown(open, { code: 'Escape', keyCode: 27 });
    });
    model.dispose();
  });

  it('offers to stop each answer, by persona, age and who asked', () => {
    model.add({
      id: 'prompt-2',
      sender: { username: 'ada', display_name: 'Ada' }
    });
    answer({ state: 'queued' });
    answer({
      generation_id: 'theirs',
      prompt_id: 'prompt-2',
      persona_name: 'Other',
      is_mine: false,
      started_at: Date.now() / 1000 - 65
    });
    fireEvent.click(button());
    expect(items().map(item => item.textContent)).toEqual([
      expect.stringMatching(/^Stop Persona: waiting for \d+ h$/),
      'Stop Other: answering for 1 min, asked by Ada'
    ]);
  });

  it('lists what a person may not stop, and does not offer to stop it', () => {
    answer({ is_mine: false, may_stop: false });
    answer({ generation_id: 'other', is_mine: false });
    fireEvent.click(button());
    expect(
      items().map(item => item.classList.contains('lm-mod-disabled'))
    ).toEqual([true, false]);
  });

  it('offers to stop a cell that an answer of mine runs alone, for as long as it runs', async () => {
    const cell = {
      execution_id: 'e',
      kernel_id: 'k',
      state: 'running'
    } as const;
    const waiting = { ...cell, execution_id: 'w', state: 'waiting' } as const;
    const notebook = 'work/analysis.ipynb';
    answer({ executions: [{ ...cell, notebook }, waiting] });
    answer({
      generation_id: 'theirs',
      is_mine: false,
      executions: [{ ...cell, execution_id: 'other' }]
    });
    fireEvent.click(button());
    const [, , alone] = items();
    expect(items()).toHaveLength(3);
    expect(alone?.textContent).toBe('Stop this cell only: analysis.ipynb');
    fireEvent.keyDown(menu(), { code: 'ArrowUp', keyCode: 38 });
    fireEvent.keyDown(menu(), ENTER);
    await act(async () => undefined);
    expect(actions.done).toEqual([['end', 'chat-1', 'e', 'stop']]);
    answer({ executions: [], revision: 2 });
    fireEvent.click(button());
    expect(items()).toHaveLength(2);
  });

  it('moves no item while it is open, and stops nothing that has ended', async () => {
    const cell = { execution_id: 'e', kernel_id: 'k', state: 'running' };
    answer();
    answer({
      generation_id: 'second',
      persona_name: 'Second',
      executions: [cell as IExecution]
    });
    act(() => model.input.type('better'));
    fireEvent.click(button());
    const before = items().map(item => item.textContent);
    expect(before).toHaveLength(5);
    answer({ state: 'ended', revision: 2 });
    answer({
      generation_id: 'second',
      persona_name: 'Second',
      executions: [],
      revision: 2
    });
    await act(async () => {
      await new Promise(requestAnimationFrame);
    });
    expect(items().map(item => item.textContent)).toEqual(before);
    expect(
      items().map(item => item.classList.contains('lm-mod-disabled'))
    ).toEqual([false, true, false, false, true]);
    fireEvent.keyDown(menu(), DOWN);
    fireEvent.keyDown(menu(), DOWN);
    fireEvent.keyDown(menu(), ENTER);
    await act(async () => undefined);
    expect(actions.done).toEqual([['stop', 'chat-1', 'second']]);
  });

  it('offers to stop a command that an answer of mine has run alone', async () => {
    answer({ commands: [{ execution_id: 'c', command: 'python train.py' }] });
    fireEvent.click(button());
    const [, alone] = items();
    expect(items()).toHaveLength(2);
    expect(alone?.textContent).toBe('Stop this command only: python train.py');
    fireEvent.keyDown(menu(), { code: 'ArrowUp', keyCode: 38 });
    fireEvent.keyDown(menu(), ENTER);
    await act(async () => undefined);
    expect(actions.done).toEqual([['end', 'chat-1', 'c', 'stop']]);
  });

  it('offers first to stop and send what is in the input, once a press', async () => {
    answer();
    act(() => model.input.type('better'));
    fireEvent.click(button());
    expect(items().map(item => item.textContent)).toEqual([
      'Stop and sendCtrl+Enter',
      expect.stringMatching(/^Stop Persona: answering/)
    ]);
    fireEvent.keyDown(menu(), DOWN);
    fireEvent.keyDown(menu(), ENTER);
    await act(async () => undefined);
    expect(actions.done).toEqual([['stop', 'chat-1']]);
    await act(async () => actions.heard.resolve(true));
    expect(model.input.sent).toEqual([['better', []]]);
    const heard = jest.fn();
    document.body.addEventListener('keydown', heard, { once: true });
    fireEvent.keyDown(document.body, { ...ENTER, repeat: true });
    expect(heard).not.toHaveBeenCalled();
    fireEvent.keyUp(document.body, ENTER);
  });

  it('opens its menu once for a double click, which stays open', () => {
    answer();
    for (const detail of [1, 2]) {
      fireEvent(
        button(),
        new MouseEvent('pointerdown', { bubbles: true, cancelable: true })
      );
      fireEvent.click(button(), { detail });
    }
    expect(document.querySelectorAll('.lm-Menu')).toHaveLength(1);
    expect(button().getAttribute('aria-expanded')).toBe('true');
  });

  it('stops what is chosen with a key once, and leaves the rest of the key to nobody', async () => {
    answer();
    answer({ generation_id: 'second' });
    fireEvent.keyDown(button(), ENTER);
    fireEvent.click(button());
    fireEvent.keyUp(button(), ENTER);
    fireEvent.keyDown(menu(), DOWN);
    fireEvent.keyDown(menu(), ENTER);
    await act(async () => undefined);
    const heard = jest.fn();
    button().addEventListener('keydown', heard);
    fireEvent.keyDown(button(), { ...ENTER, repeat: true });
    expect(actions.done).toEqual([['stop', 'chat-1', 'generation-1']]);
    expect(heard).not.toHaveBeenCalled();
    fireEvent.keyUp(button(), ENTER);
    fireEvent.keyDown(button(), ENTER);
    expect(heard).toHaveBeenCalledTimes(1);
  });

  function answer(changes: Parameters<typeof record>[0] = {}): void {
    act(() => actions.generations.store.apply(record(changes)));
  }

  function button(): HTMLElement {
    return screen.getByLabelText(/hoose which answer to stop/);
  }

  function menu(): Element {
    return document.querySelector('.lm-Menu') as Element;
  }

  function items(): readonly Element[] {
    return [...document.querySelectorAll(ITEM)];
  }
});

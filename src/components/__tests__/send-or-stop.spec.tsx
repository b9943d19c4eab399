import type { InputToolbarRegistry } from '@jupyter/chat';
import { nullTranslator } from '@jupyterlab/translation';
import { act, fireEvent, render, screen } from '@testing-library/react';
import * as React from 'react';

import { FakeActions } from '../../__tests__/fakes/actions';
import { FakeChatModel } from '../../__tests__/fakes/chat-model';
import { record } from '../../__tests__/fakes/generations';
import { FakeInput } from '../../__tests__/fakes/input';
import { SendOrStop } from '../send-or-stop';

const STOP = 'Stop the answer';
const MORE = 'Choose which answer to stop';
const STOPPING = 'Stopping… Press again to force it';

describe('Send or Stop', () => {
  let actions: FakeActions;
  let input: FakeInput;
  let model: FakeChatModel;
  let mounts: number;

  beforeEach(() => {
    actions = new FakeActions();
    input = new FakeInput();
    model = new FakeChatModel();
    mounts = 0;
  });

  it('is the Send that was there while nothing runs', () => {
    show();
    expect(send().closest('[aria-hidden="true"]')).toBeNull();
    expect(screen.queryByLabelText(STOP)).toBeNull();
    expect(actions.done).toEqual([['watch', 'chat-1']]);
  });

  it('is Stop while an answer of mine runs, with one name and title', () => {
    show();
    answer();
    const stop = button(STOP);
    expect(stop.title).toBe(STOP);
    expect(stop.className).not.toContain('jp-mod-stopping');
    expect(send().closest('[aria-hidden="true"]')).not.toBeNull();
  });

  it('is Stop while my prompt waits', () => {
    show();
    answer({ state: 'queued' });
    expect(button(STOP)).toBeTruthy();
  });

  it('stays Send while somebody else is answered, or another chat', () => {
    show();
    answer({ is_mine: false });
    answer({ generation_id: 'elsewhere', chat_id: 'chat-2' });
    expect(screen.queryByLabelText(STOP)).toBeNull();
  });

  it('stops once a press', () => {
    show();
    answer();
    fireEvent.click(button(STOP));
    expect(actions.done.slice(1)).toEqual([['stop', 'chat-1']]);
  });

  it('says that it is stopping, and can be pressed again', () => {
    show();
    answer({ state: 'stopping' });
    expect(button(STOPPING).title).toBe(STOPPING);
    expect(button(STOPPING).className).toContain('jp-mod-stopping');
    fireEvent.click(button(STOPPING));
    expect(actions.done.slice(1)).toEqual([['stop', 'chat-1']]);
  });

  it('says so from the press on', () => {
    show();
    answer();
    act(() => {
      actions.asked.add('chat-1');
      actions.changed.emit('chat-1');
    });
    expect(button(STOPPING)).toBeTruthy();
  });

  it('is Send again when the answer has ended, the same one', () => {
    show();
    answer();
    answer({ state: 'ended', revision: 2 });
    expect(screen.queryByLabelText(STOP)).toBeNull();
    expect(send().closest('[aria-hidden="true"]')).toBeNull();
    expect(mounts).toBe(1);
  });

  it('says what there is to say of a stop in this chat, and not of another', () => {
    show();
    answer();
    const note = screen.getAllByRole('status')[0] as HTMLElement;
    act(() => {
      actions.notes.set('chat-2', 'Another.').set('chat-1', 'No answer.');
      actions.changed.emit('chat-1');
    });
    expect(note.textContent).toBe('No answer.');
    act(() => {
      actions.notes.clear();
      actions.changed.emit('chat-1');
    });
    expect(note.textContent).toBe('');
  });

  it('gives the focus to the input where it disappears with it', () => {
    show();
    answer();
    button(STOP).focus();
    answer({ state: 'stopping', revision: 2 });
    expect(document.activeElement).toBe(button(STOPPING));
    expect(input.focused).toBe(0);
    answer({ state: 'ended', revision: 3 });
    expect(input.focused).toBe(1);
  });

  it('takes the focus from nobody else when it disappears', () => {
    show();
    answer();
    answer({ state: 'ended', revision: 2 });
    expect(input.focused).toBe(0);
  });

  it('is both with a draft in the input', () => {
    show();
    answer();
    act(() => input.type('a draft'));
    expect(button(STOP)).toBeTruthy();
    expect(send().closest('[aria-hidden="true"]')).toBeNull();
    act(() => input.type('   '));
    expect(send().closest('[aria-hidden="true"]')).not.toBeNull();
  });

  it('is never Stop in the input that edits a message', () => {
    show({ edit: true });
    answer();
    expect(send()).toBeTruthy();
    expect(screen.queryByLabelText(STOP)).toBeNull();
  });

  it('has a menu only where there is a choice, and is Send beside it for somebody else', () => {
    show();
    answer();
    expect(screen.queryByLabelText(MORE)).toBeNull();
    answer({ generation_id: 'second' });
    expect(button('Stop my 2 answers').title).toBe('Stop my 2 answers');
    expect(button(MORE)).toBeTruthy();
    answer({ state: 'ended', revision: 2 });
    answer({ generation_id: 'second', state: 'ended', revision: 2 });
    answer({ generation_id: 'theirs', is_mine: false });
    expect(button(MORE)).toBeTruthy();
    expect(send().closest('[aria-hidden="true"]')).toBeNull();
  });

  it('stops from its menu what is chosen there', () => {
    show();
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
    fireEvent.click(button(MORE));
    const shown = '.lm-Menu-item:not(.lm-mod-hidden) .lm-Menu-itemLabel';
    const items = [...document.querySelectorAll(shown)];
    expect(items.map(item => item.textContent).filter(Boolean)).toEqual([
      expect.stringMatching(/^Stop Persona: waiting for \d+ h$/),
      'Stop Other: answering for 1 min, asked by Ada'
    ]);
  });

  it('lists what a person may not stop, and does not offer to stop it', () => {
    show();
    answer({ is_mine: false, may_stop: false });
    answer({ generation_id: 'other', is_mine: false });
    fireEvent.click(button(MORE));
    const menu = [...document.querySelectorAll('.jp-StopStream-menu')].pop();
    const shown = '.lm-Menu-item[data-type="command"]:not(.lm-mod-hidden)';
    const items = [...(menu?.querySelectorAll(shown) ?? [])];
    expect(
      items.map(item => item.classList.contains('lm-mod-disabled'))
    ).toEqual([true, false]);
  });

  it('reads one sentence aloud, however many a stop ended, and again at the next', () => {
    show();
    const aloud = screen.getAllByRole('status')[1] as HTMLElement;
    answer();
    answer({ generation_id: 'second' });
    expect(aloud.textContent).toBe('');
    const ended = { state: 'ended', outcome: 'interrupted' } as const;
    answer({ ...ended, revision: 2 });
    answer({ ...ended, generation_id: 'second', revision: 2 });
    expect(aloud.textContent).toBe('Stopped.');
    answer({ generation_id: 'third' });
    expect(aloud.textContent).toBe('');
    answer({
      ...ended,
      generation_id: 'third',
      receipt: 'detached',
      left: ['thread'],
      revision: 2
    });
    expect(aloud.textContent).toContain('Still running: a thread');
  });

  it('reads nothing aloud of an answer that ended by itself', () => {
    show();
    answer();
    answer({ state: 'ended', outcome: 'complete', revision: 2 });
    expect(screen.getAllByRole('status')[1]?.textContent).toBe('');
  });

  it('watches a chat no longer when it is gone from the page', () => {
    const { unmount } = show();
    unmount();
    answer();
    expect(screen.queryByLabelText(STOP)).toBeNull();
  });

  function Send(): JSX.Element {
    React.useEffect(() => {
      mounts += 1;
    }, []);
    return <button data-testid="send" />;
  }

  function show(item: Partial<InputToolbarRegistry.IToolbarItemProps> = {}) {
    return render(
      <SendOrStop
        actions={actions}
        item={{
          model: input.asModel,
          chatModel: model.asModel,
          ...item
        }}
        send={Send}
        trans={nullTranslator.load('')}
      />
    );
  }

  function answer(changes: Parameters<typeof record>[0] = {}): void {
    act(() => actions.generations.store.apply(record(changes)));
  }

  function send(): HTMLElement {
    return screen.getByTestId('send');
  }

  function button(name: string): HTMLButtonElement {
    const found = screen
      .getAllByLabelText(name)
      .find(element => element instanceof HTMLButtonElement);
    return found as HTMLButtonElement;
  }
});

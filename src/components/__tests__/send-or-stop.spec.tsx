import type { InputToolbarRegistry } from '@jupyter/chat';
import { nullTranslator } from '@jupyterlab/translation';
import { act, fireEvent, render, screen } from '@testing-library/react';
import * as React from 'react';

import { FakeActions } from '../../__tests__/fakes/actions';
import { FakeChatModel } from '../../__tests__/fakes/chat-model';
import { record } from '../../__tests__/fakes/generations';
import type { FakeInput } from '../../__tests__/fakes/input';
import { AnswersButton } from '../answers-button';
import { stopAndSendOf } from '../../__tests__/fakes/stop-and-send';
import type { StopAndSend } from '../../generations';
import { SendOrStop } from '../send-or-stop';

const SEND = 'Send message (ENTER)';
const STOP = 'Stop the answer';
const MORE = 'Choose which answer to stop';
const STOPPING = 'Stopping… Press again to force it';

describe('Send or Stop', () => {
  let actions: FakeActions;
  let input: FakeInput;
  let model: FakeChatModel;
  let mounts: number;
  let both: StopAndSend;

  beforeEach(() => {
    actions = new FakeActions();
    model = new FakeChatModel();
    input = model.input;
    both = stopAndSendOf(actions);
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

  it('does not say that it can be forced where it cannot', () => {
    show();
    answer({ state: 'stopping', can_force: false });
    expect(button('Stopping…').className).toContain('jp-mod-stopping');
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

  it('is one press for a double click, with a draft and without', async () => {
    show();
    answer();
    act(() => input.type('a draft'));
    fireEvent.click(button(STOP), { detail: 1 });
    fireEvent.click(button(STOP), { detail: 2 });
    fireEvent.doubleClick(button(STOP));
    expect(actions.done.slice(1)).toEqual([['stop', 'chat-1']]);
  });

  it('leaves the rest of a held Enter to nobody, where it gives the focus to the input', () => {
    const heard = jest.fn();
    window.document.addEventListener('keydown', heard);
    show();
    answer();
    button(STOP).focus();
    fireEvent.keyDown(button(STOP), { code: 'Enter' });
    fireEvent.click(button(STOP));
    answer({ state: 'ended', revision: 2 });
    expect(input.focused).toBe(1);
    fireEvent.keyDown(document.body, { code: 'Enter', repeat: true });
    expect(heard).toHaveBeenCalledTimes(1);
    fireEvent.keyUp(document.body, { code: 'Enter' });
    fireEvent.keyDown(document.body, { code: 'Enter' });
    expect(heard).toHaveBeenCalledTimes(2);
    window.document.removeEventListener('keydown', heard);
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

  it('says with a draft what stops and sends it, and what has it wait, and no longer than that', () => {
    show();
    answer();
    act(() => input.type('a draft'));
    expect(button(STOP).title).toBe(
      `${STOP}. Ctrl+Enter stops and sends your message.`
    );
    expect(send().title).toBe(
      `${SEND}: waits for its turn. Ctrl+Enter stops the answer and sends it now.`
    );
    expect(
      button('Stop and send, or choose which answer to stop')
    ).toBeTruthy();
    act(() => input.type(''));
    expect(button(STOP).title).toBe(STOP);
    expect(send().title).toBe(SEND);
    act(() => input.type('a draft'));
    answer({ state: 'ended', revision: 2 });
    expect(send().title).toBe(SEND);
  });

  it('says of a stop that is not heard that the message is sent when it is', async () => {
    show();
    answer();
    model.input.type('a draft');
    const note = screen.getAllByRole('status')[0] as HTMLElement;
    act(() => {
      both.act(model.asModel);
      actions.notes.set('chat-1', 'No answer.');
      actions.changed.emit('chat-1');
    });
    expect(note.textContent).toBe(
      'No answer. Your message is sent when the stop has been heard.'
    );
    await act(async () => actions.heard.resolve(true));
    expect(note.textContent).toBe('No answer.');
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
    return <button data-testid="send" title={SEND} />;
  }

  function show(item: Partial<InputToolbarRegistry.IToolbarItemProps> = {}) {
    return render(
      <SendOrStop
        answersButton={AnswersButton}
        actions={actions}
        item={{
          model: input.asModel,
          chatModel: model.asModel,
          ...item
        }}
        send={Send}
        stopAndSend={both}
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

import type { IMessage, IMessageContent } from '@jupyter/chat';
import { nullTranslator } from '@jupyterlab/translation';
import { act, fireEvent, render, screen } from '@testing-library/react';
import * as React from 'react';

import { FakeActions } from '../../__tests__/fakes/actions';
import { FakeChatModel } from '../../__tests__/fakes/chat-model';
import { Label } from '../label';

const mark = (changes: object): IMessageContent['metadata'] =>
  ({
    stop_stream: {
      generation_id: 'generation-1',
      prompt_id: 'prompt-1',
      status: 'interrupted',
      ...changes
    }
  }) as IMessageContent['metadata'];

describe('the label', () => {
  let actions: FakeActions;
  let model: FakeChatModel;

  beforeEach(() => {
    actions = new FakeActions();
    model = new FakeChatModel();
  });

  it('says that a message was stopped, and asks its prompt again', () => {
    show(model.add({ id: 'reply-1', metadata: mark({}) }));
    expect(screen.getByText('Stopped early')).toBeTruthy();
    fireEvent.click(screen.getByText('Regenerate'));
    expect(actions.done).toEqual([['regenerate', 'chat-1', 'prompt-1']]);
  });

  it.each([
    ['without a mark', undefined],
    ['that is being written', mark({ status: 'streaming' })],
    ['that ended by itself', mark({ status: 'complete' })]
  ])('is not below a message %s', (_, metadata) => {
    const { container } = show(model.add({ id: 'reply-1', metadata }));
    expect(container.innerHTML).toBe('');
  });

  it('appears when the message is stopped while it is shown', () => {
    const reply = model.add({ id: 'reply-1' });
    show(reply);
    act(() => reply.update({ metadata: mark({}) }));
    expect(screen.getByText('Stopped early')).toBeTruthy();
  });

  it('says the truth about what could not be cancelled', () => {
    const metadata = mark({ receipt: 'detached' });
    show(model.add({ id: 'reply-1', metadata }));
    expect(screen.getByText(/may still be running/)).toBeTruthy();
    expect(screen.queryByText('Stopped early')).toBeNull();
  });

  it.each([
    [['thread', 'request'], 'Still running: a thread, a request'],
    [['task', 'process'], 'Still running: a task on the server, a process'],
    [
      ['agent', 'kernel'],
      'Still running: an agent that goes on with its turn, something else'
    ]
  ])('says what may still be running: %s', (left, words) => {
    const metadata = mark({ receipt: 'detached', left });
    show(model.add({ id: 'reply-1', metadata }));
    const status = screen.getByTitle(words);
    expect(status.textContent).toBe(
      `Hidden. It could not be cancelled and may still be running. ${words}`
    );
  });

  it('says what an answer that broke off has left running', () => {
    const metadata = mark({ status: 'error', reason: 'No.', left: ['agent'] });
    show(model.add({ id: 'reply-1', metadata }));
    const words = 'Still running: an agent that goes on with its turn';
    const status = screen.getByTitle(words);
    expect(status.textContent).toBe(`Broke off. No. ${words}`);
    expect(screen.queryByText('Reload the persona')).toBeNull();
  });

  it('says nothing of what is running where that is not known, or it has ended', () => {
    const metadata = mark({ receipt: 'detached' });
    show(model.add({ id: 'reply-1', metadata }));
    const ended = mark({ receipt: 'cancelled', left: ['thread'] });
    show(model.add({ id: 'reply-2', metadata: ended }));
    expect(screen.queryByText(/Still running/)).toBeNull();
    expect(screen.queryByTitle(/Still running/)).toBeNull();
  });

  it('corrects itself when what could not be cancelled has ended after all', () => {
    const metadata = mark({ receipt: 'detached', left: ['thread'] });
    const reply = model.add({ id: 'reply-1', metadata });
    show(reply);
    act(() => reply.update({ metadata: mark({ receipt: 'cancelled' }) }));
    expect(screen.getByText('Stopped early')).toBeTruthy();
    expect(screen.queryByText(/running/)).toBeNull();
    expect(screen.queryByText('Reload the persona')).toBeNull();
  });

  it('offers to reload the persona where its answer could not be cancelled, and only there', () => {
    show(model.add({ id: 'reply-1', metadata: mark({}) }));
    expect(screen.queryByText('Reload the persona')).toBeNull();
    const metadata = mark({ generation_id: 'other', receipt: 'detached' });
    show(model.add({ id: 'reply-2', metadata }));
    fireEvent.click(screen.getByText('Reload the persona'));
    expect(actions.done).toEqual([['reload', 'chat-1']]);
  });

  it('says what is shown of the tail also where it is drawn anew', () => {
    const reply = model.add({ id: 'reply-1', metadata: mark({ unseen: 'x' }) });
    actions.answersIn(model.asModel).reveal('generation-1', true);
    show(reply);
    fireEvent.click(screen.getByText('Hide it again'));
    expect(actions.done).toEqual([['reveal', 'generation-1', false]]);
  });

  it.each([
    ['the model failed', { reason: 'It is too busy.' }, /It is too busy\.$/],
    ['the server stopped', {}, /The server stopped while/]
  ])('says why an answer broke off: %s', (_, rest, words) => {
    const metadata = mark({ status: 'error', ...rest });
    show(model.add({ id: 'reply-1', metadata }));
    expect(screen.getByText(/^Broke off\./).textContent).toMatch(words);
  });

  it('offers the rest only where a tail was cut, and hides it again', () => {
    const metadata = mark({ unseen: ' and more' });
    show(model.add({ id: 'reply-1', metadata }));
    expect(pressed('Show the rest')).toBe('false');
    fireEvent.click(screen.getByText('Show the rest'));
    expect(pressed('Hide it again')).toBe('true');
    fireEvent.click(screen.getByText('Hide it again'));
    expect(pressed('Show the rest')).toBe('false');
    expect(actions.done).toEqual([
      ['reveal', 'generation-1', true],
      ['reveal', 'generation-1', false]
    ]);
  });

  it('does not offer a rest that there is not', () => {
    show(model.add({ id: 'reply-1', metadata: mark({}) }));
    expect(screen.queryByText('Show the rest')).toBeNull();
  });

  it('is below the last reply of a generation only', () => {
    const first = model.add({ id: 'reply-1', metadata: mark({}) });
    const last = model.add({ id: 'reply-2', metadata: mark({}) });
    model.add({ id: 'reply-3', metadata: mark({}), deleted: true });
    expect(show(first).container.innerHTML).toBe('');
    expect(show(last).container.innerHTML).not.toBe('');
  });

  it('is below the prompt where nothing was to be seen, with the rest', () => {
    const prompt = model.add({ id: 'prompt-1', metadata: mark({}) });
    const metadata = mark({ unseen: 'Unseen' });
    const reply = model.add({ id: 'reply-1', metadata, deleted: true });
    show(prompt);
    expect(screen.getByText('Show the rest')).toBeTruthy();
    act(() => reply.update({ deleted: false }));
    expect(show(reply).container.innerHTML).toBe('');
  });

  it.each([
    ['me', 'Stopped early'],
    ['ada', 'Stopped early by Ada'],
    ['grace', 'Stopped early by grace'],
    ['0123456789abcdef0123456789abcdef', 'Stopped early by somebody else']
  ])('says who stopped it, if not me: %s', (stopped_by, words) => {
    const ada = { username: 'ada', display_name: 'Ada' };
    model.input.chatContext.users.push(ada);
    show(model.add({ id: 'reply-1', metadata: mark({ stopped_by }) }));
    expect(screen.getByText(words)).toBeTruthy();
  });

  it.each([
    ['what the chat calls them', 'ada', 'Stopped early by Ada'],
    ['what they were called', 'grace', 'Stopped early by Grace Hopper']
  ])('calls who stopped it by %s', (_, stopped_by, words) => {
    model.input.chatContext.users.push({
      username: 'ada',
      display_name: 'Ada'
    });
    const metadata = mark({ stopped_by, stopped_by_name: 'Grace Hopper' });
    show(model.add({ id: 'reply-1', metadata }));
    expect(screen.getByText(words)).toBeTruthy();
  });

  it('sends again a prompt to which nothing was written', () => {
    show(model.add({ id: 'prompt-1', metadata: mark({}) }));
    expect(screen.queryByText('Regenerate')).toBeNull();
    fireEvent.click(screen.getByText('Send again'));
    expect(actions.done).toEqual([['regenerate', 'chat-1', 'prompt-1']]);
  });

  it('puts the prompt with all that belongs to it into the empty input', () => {
    const attachments = [{ type: 'file', value: 'a.csv' } as const];
    const mentions = [{ username: 'persona' }];
    model.add({ id: 'prompt-1', body: 'Why?', attachments, mentions });
    show(model.add({ id: 'reply-1', metadata: mark({}) }));
    fireEvent.click(screen.getByText('Edit'));
    expect(model.input).toMatchObject({
      value: 'Why?',
      attachments,
      mentions,
      focused: 1
    });
  });

  it('leaves a draft alone, and says why', () => {
    model.add({ id: 'prompt-1', body: 'Why?' });
    show(model.add({ id: 'reply-1', metadata: mark({}) }));
    act(() => model.input.type('A draft'));
    expect(screen.getByText('Edit').title).toContain('has a draft');
    fireEvent.click(screen.getByText('Edit'));
    expect(model.input.value).toBe('A draft');
  });

  it('offers no edit of a prompt that is gone', () => {
    show(model.add({ id: 'reply-1', metadata: mark({}) }));
    expect(screen.queryByText('Edit')).toBeNull();
  });

  function pressed(name: string): string | null {
    return screen.getByText(name).getAttribute('aria-pressed');
  }

  function show(message: IMessage) {
    return render(
      <Label
        actions={actions}
        message={message}
        model={model.asModel}
        trans={nullTranslator.load('')}
      />
    );
  }
});

import type { IMessage, IMessageContent } from '@jupyter/chat';
import { act, fireEvent, render, screen } from '@testing-library/react';

import { FakeActions } from '../../__tests__/fakes/actions';
import { FakeChatModel } from '../../__tests__/fakes/chat-model';
import { labelBelow } from './label-below';

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

  it('offers to ask nobody again who cannot be asked', () => {
    const prompt = model.add({ id: 'prompt-1', body: 'Go on.' });
    const metadata = mark({ can_regenerate: false });
    show(model.add({ id: 'reply-1', metadata }));
    expect(screen.queryByText('Regenerate')).toBeNull();
    expect(prompt.deleted).toBeFalsy();
    expect(screen.getByText('Edit')).toBeTruthy();
  });

  it('offers to ask again a model of this page, whose mark does not promise it', () => {
    actions.generations.canBeAskedAgain.add('prompt-1');
    const metadata = mark({ can_regenerate: false });
    show(model.add({ id: 'reply-1', metadata }));
    fireEvent.click(screen.getByText('Regenerate'));
    expect(actions.done).toEqual([['regenerate', 'chat-1', 'prompt-1']]);
  });

  it('has an answer gone on from that was seen', () => {
    model.add({ id: 'prompt-1', body: 'Tell me.' });
    const metadata = mark({ can_continue: true });
    show(model.add({ id: 'reply-1', body: 'Once', metadata }));
    fireEvent.click(screen.getByText('Continue'));
    expect(actions.done).toEqual([['continue', 'chat-1', 'reply-1']]);
    expect(screen.getByText('Regenerate')).toBeTruthy();
  });

  it.each([
    ['who wrote it cannot', { body: 'Once' }, {}],
    ['it has no text', { body: '' }, { can_continue: true }]
  ])('does not offer to go on from an answer where %s', (_, reply, said) => {
    model.add({ id: 'prompt-1', body: 'Tell me.' });
    show(model.add({ id: 'reply-1', ...reply, metadata: mark(said) }));
    expect(screen.queryByText('Continue')).toBeNull();
    expect(screen.getByText('Regenerate')).toBeTruthy();
  });

  it('does not offer to go on from an answer that was stopped before its first word', () => {
    const metadata = mark({ can_continue: true });
    show(model.add({ id: 'prompt-1', body: 'Tell me.', metadata }));
    expect(screen.queryByText('Continue')).toBeNull();
    expect(screen.getByText('Send again')).toBeTruthy();
  });

  it('offers to reload nobody who cannot be started anew', () => {
    const detached = { receipt: 'detached', left: ['thread'] };
    const metadata = mark({ ...detached, can_reload: false });
    show(model.add({ id: 'reply-1', metadata }));
    expect(screen.queryByText('Reload the persona')).toBeNull();
    expect(screen.getByText('Regenerate')).toBeTruthy();
  });

  it.each([
    [['thread', 'request'], 'Still running: a thread, a request'],
    [['task', 'process'], 'Still running: a task on the server, a process'],
    [
      ['execution', 'thread'],
      'Still running: a cell that it started, a thread'
    ],
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
    const ended = mark({
      generation_id: 'other',
      receipt: 'cancelled',
      left: ['thread']
    });
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

  it('tells what the answer touched, and nothing where that was nothing', async () => {
    const touched = [{ did: ['edited'], file: 'a.py' }];
    show(model.add({ id: 'reply-1', metadata: mark({ touched }) }));
    expect(await screen.findByText('Touched 1 file')).toBeTruthy();
    const other = mark({ generation_id: 'generation-2' });
    show(model.add({ id: 'reply-2', metadata: other }));
    expect(screen.getAllByText('Stopped early')).toHaveLength(2);
    expect(screen.getAllByText(/^Touched/)).toHaveLength(1);
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

  it('offers to ask again no prompt that was deleted', () => {
    const prompt = model.add({ id: 'prompt-1', body: 'Why?' });
    show(model.add({ id: 'reply-1', metadata: mark({}) }));
    expect(screen.getByText('Regenerate')).toBeTruthy();
    expect(screen.getByText('Edit')).toBeTruthy();
    act(() => prompt.update({ deleted: true }));
    expect(screen.getByText('Stopped early')).toBeTruthy();
    expect(screen.queryByText('Regenerate')).toBeNull();
    expect(screen.queryByText('Edit')).toBeNull();
  });

  it('goes to the reply before when the last is deleted', () => {
    const first = model.add({ id: 'reply-1', metadata: mark({}) });
    const last = model.add({ id: 'reply-2', metadata: mark({}) });
    const { container } = show(first);
    expect(container.innerHTML).toBe('');
    act(() => last.update({ deleted: true }));
    expect(screen.getByText('Stopped early')).toBeTruthy();
  });

  it('says what is true of an answer that a newer server has other words for, and no more', () => {
    const metadata = mark({ receipt: 'handed over', left: ['thread'] });
    show(model.add({ id: 'reply-1', metadata }));
    expect(screen.getByText('Stopped early')).toBeTruthy();
    expect(screen.queryByText('Reload the persona')).toBeNull();
    const other = mark({ generation_id: 'other', status: 'postponed' });
    const reply = model.add({ id: 'reply-2', metadata: other });
    expect(show(reply).container.innerHTML).toBe('');
  });

  it('sends again a prompt to which nothing was written', () => {
    show(model.add({ id: 'prompt-1', metadata: mark({}) }));
    expect(screen.queryByText('Regenerate')).toBeNull();
    fireEvent.click(screen.getByText('Send again'));
    expect(actions.done).toEqual([['regenerate', 'chat-1', 'prompt-1']]);
  });

  it('says to whom a prompt was not sent that waited when it was stopped', () => {
    const dropped = { waited_for: 'Persona', stop_id: 'stop-1' };
    show(model.add({ id: 'prompt-1', metadata: mark(dropped) }));
    expect(screen.getByText('Not sent to Persona')).toBeTruthy();
    expect(screen.queryByText('Send all again')).toBeNull();
  });

  it('sends all again that one stop has dropped, in their order, without those asked again since', () => {
    const drop = (at: number, changes: object = {}) => {
      const ids = { generation_id: `g-${at}`, prompt_id: `prompt-${at}` };
      const dropped = { waited_for: 'Persona', stop_id: 'stop-1' };
      const metadata = mark({ ...ids, ...dropped, ...changes });
      return model.add({ id: `prompt-${at}`, metadata });
    };
    const [first, second] = [1, 2, 3].map(at => drop(at));
    drop(4, { stop_id: 'another' });
    drop(5, { can_regenerate: false });
    drop(6).update({ deleted: true, body: '' });
    show(model.messages[2] as IMessage);
    const later = { waited_for: 'Persona', stop_id: 'later' };
    const again = { generation_id: 'again', prompt_id: 'prompt-2', ...later };
    act(() => second?.update({ metadata: mark(again) }));
    fireEvent.click(screen.getByText('Send all again'));
    expect(actions.done).toEqual([
      ['regenerate', 'chat-1', 'prompt-1'],
      ['regenerate', 'chat-1', 'prompt-3']
    ]);
    act(() => first?.update({ metadata: {} }));
    expect(screen.queryByText('Send all again')).toBeNull();
    expect(screen.getByText('Send again')).toBeTruthy();
  });

  it('offers to send all again once, below the last of them', () => {
    for (const at of [1, 2]) {
      const ids = { generation_id: `g-${at}`, prompt_id: `prompt-${at}` };
      const dropped = { waited_for: 'Persona', stop_id: 'stop-1' };
      model.add({ id: `prompt-${at}`, metadata: mark({ ...ids, ...dropped }) });
    }
    model.messages.forEach(message => show(message));
    expect(screen.getAllByText('Send again')).toHaveLength(2);
    expect(screen.getAllByText('Send all again')).toHaveLength(1);
  });

  function pressed(name: string): string | null {
    return screen.getByText(name).getAttribute('aria-pressed');
  }

  function show(message: IMessage) {
    return render(label(message));
  }

  function label(message: IMessage): JSX.Element {
    return labelBelow(message, actions, model);
  }
});

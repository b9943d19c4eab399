import type { IMessageContent } from '@jupyter/chat';
import { act, fireEvent, render, screen } from '@testing-library/react';

import { FakeActions } from '../../__tests__/fakes/actions';
import { FakeChatModel } from '../../__tests__/fakes/chat-model';
import { record } from '../../__tests__/fakes/generations';
import { labelBelow } from './label-below';

const CELL = {
  execution_id: 'execution-1',
  kernel_id: 'kernel-1',
  state: 'running'
} as const;

const LEFT = {
  state: 'ended',
  outcome: 'interrupted',
  receipt: 'detached',
  left: ['execution'],
  executions: [CELL, { ...CELL, execution_id: 'waits', state: 'waiting' }]
} as const;

const metadata = {
  stop_stream: {
    generation_id: 'generation-1',
    prompt_id: 'prompt-1',
    status: 'interrupted',
    receipt: 'detached',
    left: ['execution']
  }
} as unknown as IMessageContent['metadata'];

describe('what can be done about a cell that was left', () => {
  let actions: FakeActions;
  let model: FakeChatModel;

  beforeEach(() => {
    actions = new FakeActions();
    model = new FakeChatModel();
    const { content } = model.add({ id: 'reply-1', metadata });
    render(labelBelow(content, actions, model));
  });

  afterEach(() => model.dispose());

  it('is offered for as long as it is known to run, and the focus then goes to the input', () => {
    expect(screen.queryByText('Interrupt it')).toBeNull();
    tell({ ...LEFT });
    screen.getByText('Interrupt it').focus();
    const focused = jest.spyOn(model.input, 'focus');
    tell({ ...LEFT, executions: undefined, revision: 2 });
    expect(screen.queryByText('Interrupt it')).toBeNull();
    expect(screen.queryByText('Restart that kernel')).toBeNull();
    expect(focused).toHaveBeenCalledTimes(1);
  });

  it('is to interrupt it or to restart its kernel, and not to reload who answered', () => {
    tell({ ...LEFT });
    fireEvent.click(screen.getByText('Interrupt it'));
    fireEvent.click(screen.getByText('Restart that kernel'));
    expect(actions.done).toEqual([
      ['end', 'chat-1', 'execution-1', 'interrupt'],
      ['end', 'chat-1', 'execution-1', 'restart']
    ]);
    expect(screen.queryByText('Reload the persona')).toBeNull();
  });

  it('is not offered to whoever may not stop the answer', () => {
    tell({ ...LEFT, may_stop: false });
    expect(screen.queryByText('Interrupt it')).toBeNull();
  });

  function tell(changes: Parameters<typeof record>[0]): void {
    act(() => actions.generations.store.recall(record(changes)));
  }
});

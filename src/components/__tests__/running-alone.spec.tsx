import type { IMessageContent } from '@jupyter/chat';
import { act, fireEvent, render, screen } from '@testing-library/react';

import { FakeActions } from '../../__tests__/fakes/actions';
import { FakeChatModel } from '../../__tests__/fakes/chat-model';
import { record } from '../../__tests__/fakes/generations';
import { labelBelow } from './label-below';

const metadata = {
  stop_stream: {
    generation_id: 'generation-1',
    prompt_id: 'prompt-1',
    status: 'streaming'
  }
} as unknown as IMessageContent['metadata'];

const CELL = {
  execution_id: 'cell-1',
  kernel_id: 'kernel-1',
  state: 'running',
  notebook: 'work/a.ipynb'
} as const;

const RUNS = {
  state: 'running',
  reply_ids: ['reply-1', 'reply-2'],
  executions: [CELL, { ...CELL, execution_id: 'waits', state: 'waiting' }],
  commands: [{ execution_id: 'command-1', command: 'make all' }]
} as const;

describe('below a reply that is being written', () => {
  let actions: FakeActions;
  let model: FakeChatModel;
  let revision = 0;

  beforeEach(() => {
    actions = new FakeActions();
    model = new FakeChatModel();
  });

  afterEach(() => model.dispose());

  it('each cell and command that its answer runs can be stopped alone, and the focus then goes to the input', () => {
    show('reply-2');
    expect(screen.queryAllByRole('button')).toEqual([]);
    tell(RUNS);
    expect(names()).toEqual([
      'Stop this cell only: a.ipynb',
      'Stop this command only: make all'
    ]);
    const focused = jest.spyOn(model.input, 'focus');
    const [cell] = screen.getAllByRole('button');
    cell?.focus();
    fireEvent.click(cell as HTMLElement);
    expect(actions.done).toEqual([['end', 'chat-1', 'cell-1', 'stop']]);
    tell({ ...RUNS, executions: [] });
    expect(names()).toEqual(['Stop this command only: make all']);
    expect(focused).toHaveBeenCalledTimes(1);
    tell({ ...RUNS, state: 'ended' });
    expect(names()).toEqual([]);
  });

  it.each([
    ['an earlier reply of the same answer', 'reply-1', RUNS],
    ['an answer to somebody else', 'reply-2', { ...RUNS, is_mine: false }]
  ] as const)('nothing of it stands below %s', (_, id, runs) => {
    show(id);
    tell(runs);
    expect(names()).toEqual([]);
  });

  function tell(fields: Parameters<typeof record>[0]): void {
    revision += 1;
    act(() => actions.generations.store.apply(record({ ...fields, revision })));
  }

  function names(): readonly (string | null)[] {
    return screen.queryAllByRole('button').map(one => one.textContent);
  }

  function show(id: string): void {
    const { content } = model.add({ id, metadata });
    render(labelBelow(content, actions, model));
  }
});

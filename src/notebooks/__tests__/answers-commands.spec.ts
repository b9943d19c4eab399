import type { CommandRegistry } from '@lumino/commands';
import { JSONObject, PromiseDelegate } from '@lumino/coreutils';

import { record } from '../../__tests__/fakes/generations';
import { FakeChatModel } from '../../__tests__/fakes/chat-model';
import { FakeDocument, Lab } from './lab';

const RUN_CELL = 'jupyterlab-ai-commands:run-cell';
const EXECUTE = 'jupyterlab-ai-commands:execute-in-kernel';

let chat: FakeChatModel;
let lab: Lab;

beforeEach(() => {
  chat = new FakeChatModel();
  lab = new Lab();
});

function add(id: string, execute: CommandRegistry.ICommandOptions['execute']) {
  lab.commands.addCommand(id, { describedBy: { args: {} }, execute });
}

/**
 * Have a command run code before it returns.
 */
function addCommand(id: string): void {
  add(id, ({ code }) => {
    lab.kernel.requestExecute({ code: `${code}` });
    return 'done';
  });
}

/**
 * Have commands as jupyterlab-ai-commands has them: they wait before they run code.
 */
function addAiCommands(ready: Promise<void>): void {
  add(RUN_CELL, async ({ cellId, recordTiming = true }) => {
    await ready;
    const metadata = { recordTiming, cellId } as JSONObject;
    lab.kernel.requestExecute({ code: 'cell' }, false, metadata);
  });
  add(EXECUTE, async ({ code, storeHistory = true }) => {
    await ready;
    const store_history = storeHistory as boolean;
    lab.kernel.requestExecute({ code: `${code}`, store_history });
  });
}

const tick = () => new Promise(resolve => setTimeout(resolve));

const tag = (name: string) => ({
  stop_stream: { request_id: `request-of-${name}` }
});

describe('what a command of an answer has kernels execute', () => {
  it('says which command that is', async () => {
    addCommand('run');
    lab.event('run', { code: '1' });
    expect(lab.asked).toEqual([['1', tag('run'), undefined]]);
    expect(await lab.results[0]).toBe('done');
  });

  it('says so alone: what a person or another command runs does not', async () => {
    addCommand('run');
    const args = { code: '2' };
    lab.event('run', { code: '1' }, null);
    lab.event('run', { code: '1' });
    void lab.commands.execute('run', args);
    lab.kernel.requestExecute({ code: '3' });
    lab.events.stream.connect(() => void lab.commands.execute('run', args));
    lab.event('run', args);
    await Promise.all(lab.results);
    expect(lab.asked.map(([, metadata]) => metadata)).toEqual([
      undefined,
      tag('run'),
      undefined,
      undefined,
      tag('run'),
      undefined
    ]);
  });

  it('says so where the command fails, and no longer', async () => {
    add('fail', () => {
      throw new Error('It failed.');
    });
    lab.event('fail', {});
    lab.kernel.requestExecute({ code: '1' });
    expect(await lab.results[0]).toBe('It failed.');
    expect(lab.asked).toEqual([['1', undefined, undefined]]);
  });

  it('is known where the command waits first, while a person runs the same cell', async () => {
    const ready = new PromiseDelegate<void>();
    addAiCommands(ready.promise);
    lab.event(RUN_CELL, { cellId: 'cell-1' });
    void lab.commands.execute(RUN_CELL, { cellId: 'cell-1' });
    lab.event(EXECUTE, { code: '1' });
    const cell = { recordTiming: true, cellId: 'cell-1' };
    lab.kernel.requestExecute({ code: 'mine' }, false, cell);
    ready.resolve();
    await Promise.all(lab.results);
    expect(lab.asked).toEqual([
      ['mine', cell, undefined],
      ['cell', { ...cell, ...tag(RUN_CELL) }, undefined],
      ['cell', cell, undefined],
      ['1', tag(EXECUTE), true]
    ]);
  });

  it('is left alone where the command is told what nothing can stand in for', async () => {
    addAiCommands(Promise.resolve());
    lab.event(RUN_CELL, { cellId: 'cell-1', recordTiming: false });
    lab.event(EXECUTE, { code: '1', storeHistory: false });
    await Promise.all(lab.results);
    expect(lab.asked).toEqual([
      ['cell', { recordTiming: false, cellId: 'cell-1' }, undefined],
      ['1', undefined, false]
    ]);
  });

  it('ends like what is canceled in the page where the kernel aborts it, so that no [*] stays', async () => {
    lab.kernels.status = 'aborted';
    add('run', () => lab.kernel.requestExecute({ code: '1' }).done);
    lab.event('run', {});
    // JupyterLab looks at the first word.
    expect(await lab.results[0]).toMatch(/^Canceled/);
    const mine = await lab.kernel.requestExecute({ code: '2' }).done;
    expect(mine.content.status).toBe('aborted');
  });
});

const REFUSED = 'The person stopped this answer.';

describe('a command that changes a notebook', () => {
  const EDIT = 'jupyterlab-ai-commands:set-cell-content';
  const place = { notebookPath: 'a.ipynb', cellId: 'cell-1' };
  const stop = () =>
    lab.actions.generations.store.apply(record({ state: 'stopping' }));
  const opened: unknown[] = [];
  const edited: unknown[] = [];

  beforeEach(() => {
    opened.length = 0;
    edited.length = 0;
    // As JupyterLab's, and as jupyterlab-ai-commands has it.
    add('docmanager:open', async ({ path, options }) => {
      if (path === 'gone.ipynb') {
        throw new Error('There is none.');
      }
      opened.push(options);
      const document = new FakeDocument(`${path}`);
      lab.documents.push(document);
      return document;
    });
    add(EDIT, async ({ notebookPath }) => {
      const [document] = lab.documents;
      await document?.context.ready;
      edited.push(notebookPath);
    });
  });

  it('changes nothing where a stop comes while it is opened', async () => {
    lab.event(EDIT, place);
    await tick();
    expect(opened).toEqual([{ activate: false }]);
    stop();
    lab.documents[0]?.context.resolve();
    expect(await lab.results[0]).toBe(REFUSED);
    expect(edited).toEqual([]);
  });

  it('changes it once that is ready, and from then on before a click can come', async () => {
    lab.event(EDIT, { ...place, background: false });
    await tick();
    expect(opened).toEqual([{ activate: true }]);
    expect(edited).toEqual([]);
    lab.documents[0]?.context.resolve();
    await lab.results[0];
    expect(edited).toEqual(['a.ipynb']);
    lab.event(EDIT, place);
    await Promise.resolve();
    await Promise.resolve();
    expect(edited).toHaveLength(2);
    expect(opened).toHaveLength(1);
  });

  it('fails by itself where that cannot be opened', async () => {
    lab.event(EDIT, { ...place, notebookPath: 'gone.ipynb' });
    await lab.results[0];
    expect(edited).toEqual(['gone.ipynb']);
  });

  it('waits for the kernel as well where it runs a cell', async () => {
    add(RUN_CELL, () => edited.push('run'));
    const document = new FakeDocument('a.ipynb');
    lab.documents.push(document);
    document.context.resolve();
    lab.event(RUN_CELL, place);
    await tick();
    stop();
    document.sessionContext.resolve();
    expect(await lab.results[0]).toBe(REFUSED);
    expect(edited).toEqual([]);
  });

  it('is opened and changed for a person as if nobody looked on', async () => {
    void lab.commands.execute(EDIT, place);
    expect(opened).toEqual([]);
    await tick();
    expect(edited).toEqual(['a.ipynb']);
  });
});

describe('one edit of several commands', () => {
  const EDIT = 'jupyterlab-ai-commands:set-cell-content';
  const TYPE = 'notebook:change-cell-to-markdown';
  const PUT_BACK = 'jupyter-stop-stream:put-back';
  const place = { notebookPath: 'a.ipynb', cellId: 'cell-1' };
  let document: FakeDocument;

  beforeEach(async () => {
    document = new FakeDocument('a.ipynb');
    document.context.resolve();
    lab.documents.push(document);
    const { cell } = document;
    add(EDIT, ({ content }) => {
      const previousContent = cell.source;
      cell.source = `${content}`;
      return {
        ...place,
        previousContent,
        previousCellType: cell.type,
        newContent: content
      };
    });
    add(TYPE, () => {
      cell.type = 'markdown';
    });
    lab.event(EDIT, { ...place, content: 'after' });
    await lab.results[0];
    expect(cell.source).toBe('after');
  });

  async function putBack(requestIds: unknown): Promise<string> {
    lab.event(PUT_BACK, { requestIds } as JSONObject, null);
    await Promise.all(lab.results);
    return document.cell.source;
  }

  it('is put back where the server says that it was stopped in between, once', async () => {
    expect(await putBack(['of-another-page', `request-of-${EDIT}`])).toBe(
      'before'
    );
    document.cell.source = 'after';
    expect(await putBack([`request-of-${EDIT}`])).toBe('after');
  });

  it('stays where a person has typed since', async () => {
    document.cell.source = 'after, and mine';
    expect(await putBack([`request-of-${EDIT}`])).toBe('after, and mine');
  });

  it('stays where the type of the cell was changed since', async () => {
    document.cell.type = 'raw';
    expect(await putBack([`request-of-${EDIT}`])).toBe('after');
  });

  it('stays where the last of them was executed, even if that changed nothing', async () => {
    lab.event(TYPE, {});
    await Promise.all(lab.results);
    document.cell.type = 'code';
    expect(await putBack([`request-of-${EDIT}`])).toBe('after');
  });

  it('stays where the notebook was closed, and where nothing that can be is asked for', async () => {
    expect(await putBack(undefined)).toBe('after');
    lab.documents.length = 0;
    expect(await putBack([`request-of-${EDIT}`])).toBe('after');
  });
});

describe('a command of a stopped answer', () => {
  it('is refused from the press on Stop in this page', async () => {
    addCommand('run');
    lab.actions.chats = [chat.asModel];
    lab.actions.asked.add('chat-1');
    lab.actions.named.add('generation-1');
    lab.event('run', { code: '1' });
    lab.event('run', { code: '2' }, 'generation-2');
    expect(await Promise.all(lab.results)).toEqual([REFUSED, 'done']);
    expect(lab.asked.map(([code]) => code)).toEqual(['2']);
  });

  it('is refused once the server has told of the stop, and after the end', async () => {
    addCommand('run');
    const { store } = lab.actions.generations;
    lab.event('run', { code: '1' });
    store.apply(record({ state: 'stopping' }));
    lab.event('run', { code: '2' });
    store.apply(
      record({ state: 'ended', outcome: 'interrupted', revision: 2 })
    );
    lab.event('run', { code: '3' });
    store.apply(record({ generation_id: 'whole', state: 'running' }));
    store.apply(
      record({
        generation_id: 'whole',
        state: 'ended',
        outcome: 'complete',
        revision: 2
      })
    );
    lab.event('run', { code: '4' }, 'whole');
    expect(await Promise.all(lab.results)).toEqual([
      'done',
      REFUSED,
      REFUSED,
      'done'
    ]);
  });
});

it('leaves commands as they are when it is disposed, twice too', async () => {
  addCommand('run');
  lab.watching.dispose();
  lab.watching.dispose();
  lab.event('run', { code: '1' });
  await Promise.all(lab.results);
  expect(lab.watching.isDisposed).toBe(true);
  expect(lab.asked).toEqual([['1', undefined, undefined]]);
});

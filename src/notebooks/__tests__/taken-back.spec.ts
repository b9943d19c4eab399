import { YNotebook } from '@jupyter/ydoc';
import { CommandRegistry } from '@lumino/commands';

import type { ICell, ICellEdit } from '../../protocol';
import { cellNumbers } from '../cell-numbers';
import { takeBackAll } from '../taken-back';

const cell = (id: string, source: string, cell_type = 'code'): ICell => ({
  id,
  cell_type,
  source,
  metadata: {}
});

const edited = (
  id: string,
  before: ICell | null,
  after: ICell | null,
  above: string | null = null
): ICellEdit => ({ notebook: PATH, cell_id: id, before, after, above });

const PATH = 'work/analysis.ipynb';

describe('the edits of an answer', () => {
  let notebook: YNotebook;
  let done: string[];
  let context: {
    readonly path: string;
    readonly model: {
      collaborative: boolean;
      dirty: boolean;
      readOnly: boolean;
      readonly sharedModel: YNotebook;
    };
    readonly ready: Promise<void>;
    revert(): Promise<void>;
    save(): Promise<void>;
  };

  beforeEach(() => {
    notebook = new YNotebook();
    done = [];
    context = {
      path: PATH,
      model: {
        collaborative: true,
        dirty: false,
        readOnly: false,
        sharedModel: notebook
      },
      ready: Promise.resolve(),
      revert: async () => {
        done.push('revert');
      },
      save: async () => {
        done.push('save');
      }
    };
  });

  afterEach(() => notebook.dispose());

  it('are taken back in each cell, and that in turn', async () => {
    has(cell('edited', 'b'), cell('created', 'c'), cell('turned', 'd', 'raw'));
    const edits = [
      edited('edited', cell('edited', 'a'), cell('edited', 'b')),
      edited('created', null, cell('created', 'c')),
      edited('turned', cell('turned', 'd'), cell('turned', 'd', 'raw')),
      edited('first', cell('first', '1'), null),
      edited('second', cell('second', '2'), null, 'edited'),
      edited('third', cell('third', '3'), null, 'edited')
    ];
    const { inverse, left } = await take(edits);
    expect(left).toBe(0);
    expect(texts()).toEqual([
      'code first 1',
      'code edited a',
      'code second 2',
      'code third 3',
      'code turned d'
    ]);
    const redone = await take(inverse);
    expect(redone.left).toBe(0);
    expect(texts()).toEqual([
      'code edited b',
      'code created c',
      'raw turned d'
    ]);
    await take(redone.inverse);
    expect(texts()).toHaveLength(5);
  });

  it('are not taken back where a person has changed the cell since, or deleted it', async () => {
    has(cell('edited', 'b, mine'), cell('turned', 'b', 'markdown'));
    const { inverse, left } = await take([
      edited('edited', cell('edited', 'a'), cell('edited', 'b')),
      edited('turned', cell('turned', 'a'), cell('turned', 'b')),
      edited('gone', cell('gone', 'a'), cell('gone', 'b')),
      edited('again', null, cell('again', 'b')),
      edited('edited', cell('edited', 'a'), null)
    ]);
    expect([inverse, left]).toEqual([[], 5]);
    expect(texts()).toEqual(['code edited b, mine', 'markdown turned b']);
  });

  it('are taken back with the outputs that went with the cell', async () => {
    const outputs = [{ output_type: 'stream', name: 'stdout', text: '2' }];
    has({ ...cell('created', 'c'), outputs, execution_count: 7 });
    const { inverse } = await take([
      edited('created', null, cell('created', 'c'))
    ]);
    expect(texts()).toEqual([]);
    await take(inverse);
    expect(notebook.cells[0]?.toJSON()).toMatchObject({
      id: 'created',
      outputs,
      execution_count: 7
    });
  });

  it('change no more of a text than differs', async () => {
    has(cell('one', 'x = old + 1'));
    const changes: unknown[] = [];
    notebook.cells[0]?.changed.connect((_, change) =>
      changes.push(change.sourceChange)
    );
    await take([
      edited('one', cell('one', 'x = older + 1'), cell('one', 'x = old + 1'))
    ]);
    expect(texts()).toEqual(['code one x = older + 1']);
    expect(changes).toEqual([[{ retain: 7 }, { insert: 'er' }]]);
  });

  it("are taken back as one step of the notebook's own undo", async () => {
    has(cell('created', 'c'), cell('other', 'd'));
    notebook.clearUndoHistory();
    await take([
      edited('created', null, cell('created', 'c')),
      edited('other', null, cell('other', 'd'))
    ]);
    expect(texts()).toEqual([]);
    notebook.undo();
    expect(texts()).toEqual(['code created c', 'code other d']);
  });

  it('are saved where the notebook was, and looked for in its file where it is another', async () => {
    context.model.collaborative = false;
    has(cell('one', 'a'));
    context.revert = async () => {
      done.push('revert');
      notebook.cells[0]?.setSource('b');
    };
    await take([edited('one', cell('one', 'a'), cell('one', 'b'))]);
    expect(texts()).toEqual(['code one a']);
    expect(done).toEqual(['revert', 'save']);
  });

  it.each(['dirty', 'collaborative'] as const)(
    'are neither saved nor looked for where it is %s',
    async what => {
      context.model.collaborative = false;
      context.model[what] = true;
      has(cell('one', 'b'));
      await take([
        edited('one', cell('one', 'a'), cell('one', 'b')),
        edited('two', cell('two', 'a'), cell('two', 'b'))
      ]);
      expect(texts()).toEqual(['code one a']);
      expect(done).toEqual([]);
    }
  );

  it('stay where the notebook cannot be written or is not there, and the rest goes', async () => {
    const warn = jest.spyOn(console, 'warn').mockImplementation();
    has(cell('one', 'b'));
    const here = edited('one', cell('one', 'a'), cell('one', 'b'));
    const gone = { ...here, notebook: 'gone.ipynb' };
    expect((await take([gone, here])).left).toBe(1);
    expect(texts()).toEqual(['code one a']);
    context.model.readOnly = true;
    expect(
      (await take([{ ...here, before: here.after, after: here.before }])).left
    ).toBe(1);
    expect(texts()).toEqual(['code one a']);
    expect(warn.mock.calls.map(([text]) => text)).toContain(
      'The edits of gone.ipynb could not be undone.'
    );
    warn.mockRestore();
  });

  it('are in cells that are known by their numbers where the notebook is open', async () => {
    has(cell('one', 'a'), cell('two', 'b'));
    const widgets = [{}, { context }];
    expect([...(await cellNumbers(widgets, PATH))]).toEqual([
      ['one', 1],
      ['two', 2]
    ]);
    expect((await cellNumbers(widgets, 'other.ipynb')).size).toBe(0);
  });

  function has(...cells: readonly ICell[]): void {
    notebook.insertCells(0, [...cells]);
  }

  function texts(): readonly string[] {
    return notebook.cells.map(
      one => `${one.cell_type} ${one.getId()} ${one.getSource()}`
    );
  }

  function take(edits: readonly ICellEdit[]) {
    const commands = new CommandRegistry();
    commands.addCommand('docmanager:open', {
      describedBy: {},
      execute: ({ path, options }) => {
        expect(options).toEqual({ activate: false });
        return path === PATH ? { context } : undefined;
      }
    });
    return takeBackAll(commands, edits);
  }
});

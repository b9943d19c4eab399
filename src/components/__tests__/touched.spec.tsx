import { nullTranslator } from '@jupyterlab/translation';
import { CommandRegistry } from '@lumino/commands';
import { act, fireEvent, render, screen, within } from '@testing-library/react';
import * as React from 'react';

import { FakeEdits } from '../../__tests__/fakes/edits';
import { FakeNotebook } from '../../__tests__/fakes/notebook';
import type { ICell, ICellEdit, ITouched } from '../../protocol';
import { LateTouched } from '../late-touched';
import { touchedWords } from '../touched/touched-words';

const trans = nullTranslator.load('');

const cell = (
  cell_id: string | null,
  notebook = 'work/analysis.ipynb'
): ITouched => ({ did: ['edited'], notebook, cell_id });
const file = (name: string): ITouched => ({ did: ['edited'], file: name });
const command = (text: string): ITouched => ({ did: ['ran'], command: text });

const code = (id: string, source: string): ICell => ({
  id,
  cell_type: 'code',
  source,
  metadata: {}
});
const edit = (cell_id: string): ICellEdit => ({
  notebook: 'work/analysis.ipynb',
  cell_id,
  before: code(cell_id, '1'),
  after: code(cell_id, '2'),
  above: null
});

describe('what an answer touched', () => {
  it.each([
    [[cell('one')], 0, 'Touched 1 cell in analysis.ipynb'],
    [
      [cell('one'), cell('two'), cell(null)],
      0,
      'Touched 3 cells in analysis.ipynb'
    ],
    [
      [cell('one'), cell('two', 'b.ipynb')],
      0,
      'Touched 2 cells in 2 notebooks'
    ],
    [
      [cell('one'), file('a.py'), file('b.py'), command('ls')],
      0,
      'Touched 1 cell in analysis.ipynb, 2 files, 1 command'
    ],
    [
      [{ did: ['created'], notebook: 'new.ipynb' } as const, command('ls')],
      12,
      'Touched 1 notebook, 1 command, 12 things more'
    ]
  ])('is said in a line', (touched, beyond, words) => {
    expect(touchedWords(touched, beyond, trans)).toBe(words);
  });

  it('is listed when asked for, and hidden again', async () => {
    await show(cell('5e1f0a2b-7c', 'a.ipynb'), command('make data'));
    expect(screen.queryByRole('listitem')).toBeNull();
    expect(toggle().getAttribute('aria-expanded')).toBe('false');
    await turn();
    expect(toggle().getAttribute('aria-expanded')).toBe('true');
    expect(texts()).toEqual([
      'Cell 5e1f0a2b of a.ipynb edited',
      'make data ran'
    ]);
    await turn();
    expect(screen.queryByRole('listitem')).toBeNull();
  });

  it('leads to the cell in its notebook', async () => {
    await show(cell('5e1f'));
    await turn();
    expect(screen.getByTitle('work/analysis.ipynb')).toBeTruthy();
    await press('Cell 5e1f of analysis.ipynb');
    expect(opened).toEqual(['work/analysis.ipynb']);
    expect(notebook.content.activeCellIndex).toBe(1);
  });

  it('says which cell of its notebook each is, once that is open', async () => {
    await show(cell('5e1f'), cell('gone'));
    await turn();
    edits.numbers = { 'work/analysis.ipynb': { '5e1f': 36 } };
    await press('Cell 5e1f of analysis.ipynb');
    expect(texts()).toEqual([
      'Cell 36 of analysis.ipynb edited',
      'Cell gone of analysis.ipynb edited'
    ]);
  });

  it('leads to a file', async () => {
    await show(file('src/model.py'));
    await turn();
    await press('src/model.py');
    expect(opened).toEqual(['src/model.py']);
  });

  it('leads nowhere where there is nothing, and nothing that could be opened', async () => {
    await show(
      command('ls'),
      file('/etc/hosts'),
      file('C:\\a.py'),
      { did: ['deleted'], file: 'gone.py' },
      { did: ['deleted'], notebook: 'gone.ipynb' }
    );
    await turn();
    const list = within(screen.getByRole('list'));
    expect(list.queryAllByRole('button')).toEqual([]);
    expect(texts()).toContain('gone.py deleted');
  });

  it('leads to the notebook of a cell that is gone', async () => {
    await show({ did: ['deleted'], notebook: 'a.ipynb', cell_id: 'one' });
    await turn();
    await press('Cell one of a.ipynb');
    expect(opened[0]).toBe('a.ipynb');
  });

  it('is said to be missing where it cannot be opened', async () => {
    const warn = jest.spyOn(console, 'warn').mockImplementation();
    await show(file('missing'));
    await turn();
    await press('missing');
    expect(screen.getByText('It could not be opened')).toBeTruthy();
    expect(warn).toHaveBeenCalledTimes(1);
  });

  it('says nothing of what a newer server did with it', async () => {
    await show({ did: ['ran', 'other'], command: 'ls' });
    await turn();
    expect(texts()).toEqual(['ls ran']);
  });

  it('is undone and redone, and what it has become stays with it', async () => {
    edits.known = [edit('one'), edit('two')];
    await show(cell('one'), cell('two'));
    await turn();
    await press('Undo its edits');
    expect(screen.getByText('2 cells are as they were before')).toBeTruthy();
    await turn();
    await turn();
    await press('Redo its edits');
    expect(
      screen.getByText('2 cells are as the answer left them')
    ).toBeTruthy();
    expect(edits.asked).toEqual(['generation-1']);
    const [undone, redone] = edits.takenBack;
    expect(undone).toEqual(edits.known);
    expect(redone?.map(one => [one.cell_id, one.after])).toEqual([
      ['two', edit('two').before],
      ['one', edit('one').before]
    ]);
    expect(screen.getByText('Undo its edits')).toBeTruthy();
  });

  it('says of how many cells it was not undone, and undoes no more than it did', async () => {
    edits.known = [edit('one'), edit('two')];
    edits.left = 1;
    const ran: ITouched = { ...cell('four'), did: ['ran'] };
    await show(cell('one'), cell('two'), cell('three'), ran);
    await turn();
    await press('Undo its edits');
    expect(
      screen.getByText(
        '1 cell is as it was before; 2 were left as they are: they have been changed since, or what they were is not known'
      )
    ).toBeTruthy();
    edits.left = 0;
    await press('Redo its edits');
    expect(screen.getByText('1 cell is as the answer left it')).toBeTruthy();
  });

  it('offers no undo that nothing would come of', async () => {
    await show(cell('one'));
    await turn();
    expect(edits.asked).toEqual(['generation-1']);
    expect(screen.queryByText('Undo its edits')).toBeNull();
  });

  it('goes on offering it where nothing could be undone', async () => {
    edits.known = [edit('one')];
    edits.left = 1;
    await show(cell('one'));
    await turn();
    await press('Undo its edits');
    expect(
      screen.getByText(
        '1 was left as it is: it has been changed since, or what it was is not known'
      )
    ).toBeTruthy();
    expect(screen.getByText('Undo its edits')).toBeTruthy();
  });

  beforeEach(() => {
    edits = new FakeEdits();
  });

  let edits: FakeEdits;
  let notebook: FakeNotebook;
  let opened: string[] = [];

  async function show(...touched: readonly ITouched[]): Promise<void> {
    opened = [];
    notebook = new FakeNotebook(['first', '5e1f']);
    notebook.loaded.resolve();
    const commands = new CommandRegistry();
    commands.addCommand('docmanager:open', {
      describedBy: {},
      execute: ({ path }) => {
        if (path === 'missing') {
          throw new Error('There is no such file.');
        }
        opened.push(String(path));
        return notebook;
      }
    });
    render(
      <LateTouched
        beyond={0}
        generationId="generation-1"
        {...{ commands, edits, touched, trans }}
      />
    );
    await screen.findByRole('button');
  }

  const toggle = () => screen.getByRole('button', { name: /^Touched/ });

  const turn = () =>
    act(async () => {
      fireEvent.click(toggle());
    });

  const texts = () =>
    screen.getAllByRole('listitem').map(item => item.textContent);

  const press = async (name: string) => {
    const button = await screen.findByRole('button', { name });
    await act(async () => {
      fireEvent.click(button);
    });
  };
});

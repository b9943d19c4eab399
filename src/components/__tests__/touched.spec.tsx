import { nullTranslator } from '@jupyterlab/translation';
import { CommandRegistry } from '@lumino/commands';
import { PromiseDelegate } from '@lumino/coreutils';
import { act, fireEvent, render, screen, within } from '@testing-library/react';
import * as React from 'react';

import { FakeEdits } from '../../__tests__/fakes/edits';
import type { ICell, ICellEdit, ITouched } from '../../protocol';
import { LateTouched } from '../late-touched';
import { openPlace } from '../touched/open-place';
import { touchedWords } from '../touched/touched-words';

const trans = nullTranslator.load('');

const cell = (
  cell_id: string | null,
  notebook = 'work/analysis.ipynb'
): ITouched => ({ did: ['edited'], notebook, cell_id });
/**
 * Commands by which a document is opened.
 */
function opening(widget: unknown): CommandRegistry {
  const commands = new CommandRegistry();
  commands.addCommand('docmanager:open', {
    describedBy: {},
    execute: () => widget
  });
  return commands;
}

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
    expect(opened).toEqual(['work/analysis.ipynb', '#cell-id=5e1f']);
  });

  it.each([
    ['is there', 'first', 'cell', 3],
    ['is not, as the person has gone elsewhere', 'first', 'other', 3],
    ['was there before', 'cell', 'cell', 1]
  ])(
    'leads to a cell that is laid out late, until it %s',
    async (_, before, after, times) => {
      jest.useFakeTimers();
      const fragments: string[] = [];
      const active = { model: { id: before } };
      const widget = {
        content: { activeCell: active },
        setFragment: (fragment: string) => fragments.push(fragment)
      };
      await openPlace(opening(widget), 'a.ipynb', 'cell');
      await jest.advanceTimersByTimeAsync(1000);
      active.model.id = after;
      await jest.advanceTimersByTimeAsync(60_000);
      expect(fragments).toEqual(Array(times).fill('#cell-id=cell'));
      jest.useRealTimers();
    }
  );

  it('goes to the cell of a notebook that takes its time to load', async () => {
    jest.useFakeTimers();
    const fragments: string[] = [];
    const loaded = new PromiseDelegate<void>();
    const content: { activeCell: { model: { id: string } } | null } = {
      activeCell: null
    };
    const widget = {
      content,
      context: { ready: loaded.promise },
      setFragment: (fragment: string) => fragments.push(fragment)
    };
    await openPlace(opening(widget), 'a.ipynb', 'cell');
    await jest.advanceTimersByTimeAsync(5000);
    expect(fragments).toEqual([]);
    loaded.resolve();
    await jest.advanceTimersByTimeAsync(400);
    content.activeCell = { model: { id: 'first' } };
    await jest.advanceTimersByTimeAsync(2000);
    expect(fragments.length).toBeGreaterThan(2);
    const { length } = fragments;
    content.activeCell = { model: { id: 'cell' } };
    await jest.advanceTimersByTimeAsync(60_000);
    expect(fragments).toHaveLength(length);
    jest.useRealTimers();
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
  let opened: string[] = [];

  async function show(...touched: readonly ITouched[]): Promise<void> {
    opened = [];
    const commands = new CommandRegistry();
    commands.addCommand('docmanager:open', {
      describedBy: {},
      execute: ({ path }) => {
        if (path === 'missing') {
          throw new Error('There is no such file.');
        }
        opened.push(String(path));
        return { setFragment: (fragment: string) => opened.push(fragment) };
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

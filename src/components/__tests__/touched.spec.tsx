import { nullTranslator } from '@jupyterlab/translation';
import { CommandRegistry } from '@lumino/commands';
import { act, fireEvent, render, screen, within } from '@testing-library/react';
import * as React from 'react';

import type { ITouched } from '../../protocol';
import { LateTouched } from '../late-touched';
import { touchedWords } from '../touched/touched-words';

const trans = nullTranslator.load('');

const cell = (
  cell_id: string | null,
  notebook = 'work/analysis.ipynb'
): ITouched => ({ did: ['edited'], notebook, cell_id });
const file = (name: string): ITouched => ({ did: ['edited'], file: name });
const command = (text: string): ITouched => ({ did: ['ran'], command: text });

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
    fireEvent.click(toggle());
    expect(toggle().getAttribute('aria-expanded')).toBe('true');
    expect(texts()).toEqual([
      'Cell 5e1f0a2b of a.ipynb edited',
      'make data ran'
    ]);
    fireEvent.click(toggle());
    expect(screen.queryByRole('listitem')).toBeNull();
  });

  it('leads to the cell in its notebook', async () => {
    await show(cell('5e1f'));
    fireEvent.click(toggle());
    expect(screen.getByTitle('work/analysis.ipynb')).toBeTruthy();
    await press('Cell 5e1f of analysis.ipynb');
    expect(opened).toEqual(['work/analysis.ipynb', '#cell-id=5e1f']);
  });

  it('leads to a file', async () => {
    await show(file('src/model.py'));
    fireEvent.click(toggle());
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
    fireEvent.click(toggle());
    const list = within(screen.getByRole('list'));
    expect(list.queryAllByRole('button')).toEqual([]);
    expect(texts()).toContain('gone.py deleted');
  });

  it('leads to the notebook of a cell that is gone', async () => {
    await show({ did: ['deleted'], notebook: 'a.ipynb', cell_id: 'one' });
    fireEvent.click(toggle());
    await press('Cell one of a.ipynb');
    expect(opened[0]).toBe('a.ipynb');
  });

  it('is said to be missing where it cannot be opened', async () => {
    const warn = jest.spyOn(console, 'warn').mockImplementation();
    await show(file('missing'));
    fireEvent.click(toggle());
    await press('missing');
    expect(screen.getByText('It could not be opened')).toBeTruthy();
    expect(warn).toHaveBeenCalledTimes(1);
  });

  it('says nothing of what a newer server did with it', async () => {
    await show({ did: ['ran', 'other'], command: 'ls' });
    fireEvent.click(toggle());
    expect(texts()).toEqual(['ls ran']);
  });

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
    render(<LateTouched beyond={0} {...{ commands, touched, trans }} />);
    await screen.findByRole('button');
  }

  const toggle = () => screen.getByRole('button', { name: /^Touched/ });

  const texts = () =>
    screen.getAllByRole('listitem').map(item => item.textContent);

  const press = (name: string) =>
    act(async () => {
      fireEvent.click(screen.getByRole('button', { name }));
    });
});

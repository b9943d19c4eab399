import { CommandRegistry } from '@lumino/commands';

import { FakeNotebook } from '../../__tests__/fakes/notebook';
import { openPlace } from '../touched/open-place';

describe('the way to what an answer touched leads to a cell', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it.each([100, 0, -0.4])('that is in view, without scrolling', async top => {
    const notebook = loaded(['first', 'cell']);
    notebook.layOut('cell', top);
    await openPlace(opening(notebook), 'a.ipynb', 'cell');
    await jest.advanceTimersByTimeAsync(60_000);
    expect(notebook.content.activeCellIndex).toBe(1);
    expect(notebook.scrolledTo).toEqual([]);
  });

  it('that is not laid out, until it is in view', async () => {
    const notebook = loaded(['first', 'cell']);
    await openPlace(opening(notebook), 'a.ipynb', 'cell');
    await jest.advanceTimersByTimeAsync(15_000);
    expect(notebook.content.activeCellIndex).toBe(1);
    notebook.layOut('cell', 2000);
    await jest.advanceTimersByTimeAsync(1000);
    const { length } = notebook.scrolledTo;
    expect(length).toBeGreaterThan(60);
    expect(notebook.updates).toBe(length);
    notebook.layOut('cell', 0);
    await jest.advanceTimersByTimeAsync(60_000);
    expect(notebook.scrolledTo).toEqual(Array(length).fill(1));
  });

  it('that is pushed out of view by those above it, again', async () => {
    const notebook = loaded(['first', 'cell']);
    notebook.layOut('cell', 100);
    await openPlace(opening(notebook), 'a.ipynb', 'cell');
    await jest.advanceTimersByTimeAsync(300);
    notebook.layOut('cell', 2000);
    await jest.advanceTimersByTimeAsync(300);
    notebook.layOut('cell', 0);
    await jest.advanceTimersByTimeAsync(60_000);
    expect(notebook.scrolledTo).toEqual([1]);
  });

  it.each(['keydown', 'pointerdown', 'wheel'])(
    'until the person takes over by %s',
    async type => {
      const notebook = loaded(['first', 'cell']);
      await openPlace(opening(notebook), 'a.ipynb', 'cell');
      await jest.advanceTimersByTimeAsync(100);
      notebook.content.outerNode.dispatchEvent(new Event(type));
      await jest.advanceTimersByTimeAsync(60_000);
      expect(notebook.content.activeCellIndex).toBe(1);
      expect(notebook.scrolledTo).toEqual([1]);
    }
  );

  it('until the person has gone elsewhere', async () => {
    const notebook = loaded(['first', 'cell', 'other']);
    await openPlace(opening(notebook), 'a.ipynb', 'cell');
    await jest.advanceTimersByTimeAsync(700);
    notebook.content.activeCellIndex = 2;
    await jest.advanceTimersByTimeAsync(60_000);
    expect(notebook.content.activeCellIndex).toBe(2);
    expect(notebook.scrolledTo).toEqual([1, 1, 1]);
  });

  it('though something else is scrolled to meanwhile', async () => {
    const notebook = loaded(['first', 'cell']);
    notebook.isBusy = true;
    await openPlace(opening(notebook), 'a.ipynb', 'cell');
    await jest.advanceTimersByTimeAsync(700);
    expect(notebook.scrolledTo).toEqual([1, 1, 1]);
  });

  it('of a notebook that takes its time to load', async () => {
    const notebook = new FakeNotebook([]);
    await openPlace(opening(notebook), 'a.ipynb', 'cell');
    await jest.advanceTimersByTimeAsync(90_000);
    notebook.add('first', 'cell');
    notebook.loaded.resolve();
    await jest.advanceTimersByTimeAsync(100);
    expect(notebook.content.activeCellIndex).toBe(1);
    expect(notebook.scrolledTo).toEqual([1]);
  });

  it('whose notebook has its cells after it is loaded', async () => {
    const notebook = loaded([]);
    await openPlace(opening(notebook), 'a.ipynb', 'cell');
    await jest.advanceTimersByTimeAsync(1000);
    notebook.add('first', 'cell');
    await jest.advanceTimersByTimeAsync(1000);
    expect(notebook.content.activeCellIndex).toBe(1);
  });

  it('below a collapsed heading, which is expanded once', async () => {
    const notebook = loaded(['cell']);
    const heading = notebook.addHeading({ isHiding: true });
    await openPlace(opening(notebook), 'a.ipynb', 'cell');
    await jest.advanceTimersByTimeAsync(100);
    expect(heading.headingCollapsed).toBe(false);
    heading.headingCollapsed = true;
    await jest.advanceTimersByTimeAsync(60_000);
    expect(heading.headingCollapsed).toBe(true);
  });

  it('below a heading that is collapsed a moment later', async () => {
    const notebook = loaded(['cell']);
    await openPlace(opening(notebook), 'a.ipynb', 'cell');
    await jest.advanceTimersByTimeAsync(300);
    const heading = notebook.addHeading({ isHiding: true });
    notebook.content.activeCellIndex = 1;
    await jest.advanceTimersByTimeAsync(300);
    expect(heading.headingCollapsed).toBe(false);
  });

  it('that is not hidden, and leaves headings as they are', async () => {
    const notebook = loaded(['cell']);
    const heading = notebook.addHeading({ isHiding: false });
    await openPlace(opening(notebook), 'a.ipynb', 'cell');
    await jest.advanceTimersByTimeAsync(60_000);
    expect(heading.headingCollapsed).toBe(true);
  });

  it('that is gone, nowhere', async () => {
    const notebook = loaded(['first']);
    await openPlace(opening(notebook), 'a.ipynb', 'cell');
    await jest.advanceTimersByTimeAsync(60_000);
    expect(notebook.content.activeCellIndex).toBe(0);
    expect(notebook.scrolledTo).toEqual([]);
  });
});

/**
 * A notebook that is loaded, with such cells.
 */
function loaded(ids: readonly string[]): FakeNotebook {
  const notebook = new FakeNotebook(ids);
  notebook.loaded.resolve();
  return notebook;
}

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

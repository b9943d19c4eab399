import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import type { ICodeCellModel } from '@jupyterlab/cells';
import type { NotebookPanel } from '@jupyterlab/notebook';
import type { JSHandle, Locator } from '@playwright/test';

/**
 * One edit of a cell.
 */
export interface IEdit {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** What the cell has then. */
  readonly source: string;
}

/**
 * A notebook that is open in the main area. The ids of its cells are `cell-0`, `cell-1` and so on.
 */
export class OpenNotebook {
  constructor(
    private readonly _page: IJupyterLabPageFixture,
    readonly path: string
  ) {
    this._cells = _page.locator('.jp-Notebook .jp-CodeCell');
    /** The cells that are running or wait for it. */
    this.waiting = this._cells.locator('.jp-InputPrompt', { hasText: '[*]' });
  }

  readonly waiting: Locator;

  /** What is written in a cell. */
  editor(index: number): Locator {
    return this._cells.nth(index).locator('.cm-content');
  }

  /** Write at the end of a cell, as the person does. */
  async type(index: number, text: string): Promise<void> {
    // It may be growing, and is nowhere long enough to be clicked.
    await this.editor(index).focus();
    await this.editor(index).press('Control+End');
    // At once: JupyterLab loses keys that come while others write.
    await this._page.keyboard.insertText(text);
  }

  output(index: number): Locator {
    return this._cells.nth(index).locator('.jp-OutputArea');
  }

  /** Have a cell run as the person does; it has been sent then. */
  async run(index: number): Promise<void> {
    await this._page.evaluate(at => {
      const { commands, shell } = window.jupyterapp;
      const { content } = [...shell.widgets('main')].find(widget =>
        widget.hasClass('jp-NotebookPanel')
      ) as NotebookPanel;
      content.deselectAll();
      content.activeCellIndex = at;
      void commands.execute('notebook:run-cell');
    }, index);
  }

  /** Interrupt or restart the kernel, as the person does. */
  async act(what: 'interrupt' | 'restart'): Promise<void> {
    await this._page.evaluate(async what => {
      const { shell } = window.jupyterapp;
      const { sessionContext } = [...shell.widgets('main')].find(widget =>
        widget.hasClass('jp-NotebookPanel')
      ) as NotebookPanel;
      await sessionContext.session?.kernel?.[what]();
    }, what);
  }

  /** Have the cells be these, as nobody has run them yet. There are as many as there were. */
  async reset(sources: readonly string[]): Promise<void> {
    await this._page.evaluate(sources => {
      const { shell } = window.jupyterapp;
      const { content } = [...shell.widgets('main')].find(widget =>
        widget.hasClass('jp-NotebookPanel')
      ) as NotebookPanel;
      sources.forEach((source, index) => {
        const model = content.widgets[index]?.model;
        model?.sharedModel.setSource(source);
        if (model?.type === 'code') {
          (model as ICodeCellModel).clearExecution();
        }
      });
    }, sources);
  }

  /** What a cell has in this page, saved or not. */
  source(index: number): Promise<string | undefined> {
    return this._page.evaluate(
      ([path, index]) => {
        const panels = [...window.jupyterapp.shell.widgets('main')].filter(
          widget => widget.hasClass('jp-NotebookPanel')
        ) as NotebookPanel[];
        const panel = panels.find(({ context }) => context.path === path);
        return panel?.content.widgets[index]?.model.sharedModel.getSource();
      },
      [this.path, index] as const
    );
  }

  /** The edits of a cell from now on. */
  edits(index: number): Promise<JSHandle<IEdit[]>> {
    return this._page.evaluateHandle(
      ([path, index]) => {
        const edits: IEdit[] = [];
        const panels = [...window.jupyterapp.shell.widgets('main')].filter(
          widget => widget.hasClass('jp-NotebookPanel')
        ) as NotebookPanel[];
        const panel = panels.find(({ context }) => context.path === path);
        panel?.content.widgets[index]?.model.sharedModel.changed.connect(
          (cell, { sourceChange }) =>
            sourceChange &&
            edits.push({ at: Date.now(), source: cell.getSource() })
        );
        return edits;
      },
      [this.path, index] as const
    );
  }

  private readonly _cells: Locator;
}

/**
 * Make a notebook with a kernel for these cells, and open it.
 */
export async function openNotebook(
  page: IJupyterLabPageFixture,
  path: string,
  sources: readonly string[]
): Promise<OpenNotebook> {
  await makeNotebook(page, path, sources);
  return openSharedNotebook(page, path);
}

/**
 * Open a notebook that is there already.
 */
export async function openSharedNotebook(
  page: IJupyterLabPageFixture,
  path: string
): Promise<OpenNotebook> {
  await page.evaluate(async file => {
    const { commands } = window.jupyterapp;
    const notebook = await commands.execute('docmanager:open', { path: file });
    await notebook.sessionContext.ready;
  }, path);
  return new OpenNotebook(page, path);
}

/**
 * Make a notebook that somebody else opens.
 */
export async function makeNotebook(
  page: IJupyterLabPageFixture,
  path: string,
  sources: readonly string[]
): Promise<OpenNotebook> {
  const content = {
    cells: sources.map((source, index) => ({
      cell_type: 'code',
      execution_count: null,
      id: `cell-${index}`,
      metadata: {},
      outputs: [],
      source
    })),
    metadata: { kernelspec: { display_name: 'Python 3', name: 'python3' } },
    nbformat: 4,
    nbformat_minor: 5
  };
  await page.contents.uploadContent(JSON.stringify(content), 'text', path);
  return new OpenNotebook(page, path);
}

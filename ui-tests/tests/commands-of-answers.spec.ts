import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import type { NotebookPanel } from '@jupyterlab/notebook';
import type { JSHandle, Locator } from '@playwright/test';

import { Chat } from '../chat';
import { expect, test } from '../fixtures';

/** How often each is tried. */
const TIMES = Number(process.env.REPEAT ?? 1);
const TRAINS =
  "import time\nprint('It trains.')\nfor _ in range(3000):\n    time.sleep(0.1)";

for (let time = 1; time <= TIMES; time++) {
  const nth = TIMES > 1 ? ` (${time})` : '';

  test(`a cell that an answer runs by a command ends with it, and a person's cell behind it runs whole${nth}`, async ({
    page,
    tmpPath
  }) => {
    const notebook = await openNotebook(page, `${tmpPath}/one.ipynb`, [
      TRAINS,
      "print('mine', 6 * 7)",
      "import time\ntime.sleep(4)\nprint('long')"
    ]);
    const chat = await operator(page, `${tmpPath}/one.chat`);
    await chat.ask(`run ${notebook.path} cell-0`);
    await expect(notebook.output(0)).toContainText('It trains.');
    await notebook.run(1);
    await expect(notebook.waiting).toHaveCount(2);

    await chat.stop();
    await expect(notebook.output(1)).toHaveText('mine 42');
    await expect(notebook.output(0)).toContainText('KeyboardInterrupt');
    await expect(notebook.waiting).toHaveCount(0);
    await expectCancelled(chat);

    // Behind a person's, it waits, and is dropped.
    await notebook.run(2);
    await chat.ask(`run ${notebook.path} cell-0`);
    await expect(notebook.waiting).toHaveCount(2);
    await chat.stop();
    await expect(notebook.output(2)).toHaveText('long');
    await expect(notebook.waiting).toHaveCount(0);
    await expect(notebook.output(0)).toBeEmpty();
  });

  test(`of all the cells that an answer runs none is left, and one that a person runs again is${nth}`, async ({
    page,
    tmpPath
  }) => {
    const notebook = await openNotebook(page, `${tmpPath}/all.ipynb`, [
      TRAINS,
      "print('second')",
      "print('third')"
    ]);
    const chat = await operator(page, `${tmpPath}/all.chat`);
    await chat.ask(`run-all ${notebook.path}`);
    await expect(notebook.output(0)).toContainText('It trains.');
    await expect(notebook.waiting).toHaveCount(3);
    await notebook.run(1);

    await chat.stop();
    await expect(notebook.output(1)).toHaveText('second');
    await expect(notebook.waiting).toHaveCount(0);
    await expect(notebook.output(2)).toBeEmpty();
    await expectCancelled(chat);
  });

  test(`an agent that goes on edits nothing and runs nothing after the click${nth}`, async ({
    page,
    tmpPath
  }) => {
    const notebook = await openNotebook(page, `${tmpPath}/edits.ipynb`, ['1']);
    const chat = await operator(page, `${tmpPath}/edits.chat`);
    const recorded = await notebook.edits();
    await chat.ask(`edit ${notebook.path} cell-0`);
    await expect(notebook.output(0)).toContainText('edit');

    await chat.stop();
    await expectCancelled(chat);
    await expect(notebook.waiting).toHaveCount(0);
    const { clickedAt } = await chat.recording();
    const edits = await recorded.jsonValue();
    expect(edits.length).toBeGreaterThan(0);
    expect(edits.filter(at => at > (clickedAt ?? NaN))).toEqual([]);
  });
}

/**
 * A notebook that is open in the main area. The ids of its cells are `cell-0`, `cell-1` and so on.
 */
class OpenNotebook {
  constructor(
    private readonly _page: IJupyterLabPageFixture,
    readonly path: string
  ) {
    this._cells = _page.locator('.jp-Notebook .jp-CodeCell');
    /** The cells that are running or wait for it. */
    this.waiting = this._cells.locator('.jp-InputPrompt', { hasText: '[*]' });
  }

  readonly waiting: Locator;

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

  /** When the first cell is edited from now on, in milliseconds. */
  edits(): Promise<JSHandle<number[]>> {
    return this._page.evaluateHandle(() => {
      const edits: number[] = [];
      const panel = window.jupyterapp.shell.currentWidget as NotebookPanel;
      panel.content.widgets[0]?.model.sharedModel.changed.connect(
        (_, { sourceChange }) => sourceChange && edits.push(Date.now())
      );
      return edits;
    });
  }

  private readonly _cells: Locator;
}

async function openNotebook(
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
  await page.evaluate(async file => {
    const { commands } = window.jupyterapp;
    const notebook = await commands.execute('docmanager:open', { path: file });
    await notebook.sessionContext.ready;
  }, path);
  return new OpenNotebook(page, path);
}

async function operator(
  page: IJupyterLabPageFixture,
  path: string
): Promise<Chat> {
  const chat = await new Chat({ page, path, isInSidePanel: true }).create();
  await chat.choose('Operator');
  return chat;
}

async function expectCancelled(chat: Chat): Promise<void> {
  await expect(chat.label).toContainText('Stopped early');
  const { metadata } = await chat.waitForStatus('interrupted');
  expect(metadata?.stop_stream?.receipt).toBe('cancelled');
}

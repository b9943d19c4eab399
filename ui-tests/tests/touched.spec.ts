import type { MarkdownCell } from '@jupyterlab/cells';
import { galata } from '@jupyterlab/galata';
import type { NotebookPanel } from '@jupyterlab/notebook';
import type { AxeResults } from 'axe-core';

import { Chat } from '../chat';
import { expect, test } from '../fixtures';
import { takeInThemes } from '../images';

declare global {
  interface Window {
    readonly axe: { run(context: object): Promise<AxeResults> };
  }
}

test.use({ mockSettings: { ...galata.DEFAULT_SETTINGS } });

/**
 * Which cell of a notebook is a heading, under which those below it can be hidden.
 */
const HEADING = 30;

test('what an answer touched stands below it, and leads to the cell by the keyboard', async ({
  page,
  tmpPath
}) => {
  const path = `${tmpPath}/analysis.ipynb`;
  const cells: object[] = Array.from({ length: 40 }, (_, index) => ({
    cell_type: 'code',
    execution_count: null,
    id: `cell-${index}`,
    metadata: {},
    outputs: [],
    source: `# ${index}\n\n\n`
  }));
  cells[HEADING] = {
    cell_type: 'markdown',
    id: 'heading',
    metadata: {},
    source: '# Results'
  };
  const kernelspec = { display_name: 'Python 3', name: 'python3' };
  const content = { cells, metadata: { kernelspec }, nbformat: 4 };
  await page.contents.uploadContent(
    JSON.stringify({ ...content, nbformat_minor: 5 }),
    'text',
    path
  );
  const chat = await new Chat({
    page,
    path: `${tmpPath}/touched.chat`,
    isInSidePanel: true
  }).create();
  await chat.choose('Operator');
  // Of an edit in whose middle the stop came, nobody knows what it was to be.
  await chat.ask(`edit-once ${path} cell-35`);
  const notebook = page.locator('.jp-NotebookPanel');
  const cell = notebook.locator('.jp-CodeCell', { hasText: "print('edit'" });
  await expect(cell.locator('.jp-OutputArea')).toContainText('edit');
  await chat.stop();

  const touched = chat.label.getByRole('button', { name: /^Touched/ });
  await expect(touched).toHaveText('Touched 1 cell in analysis.ipynb');
  await page.evaluate(async () => {
    const panel = [...window.jupyterapp.shell.widgets('main')].find(widget =>
      widget.hasClass('jp-NotebookPanel')
    ) as NotebookPanel;
    await panel.context.save();
    panel.dispose();
  });
  await expect(notebook).toHaveCount(0);

  // A page that is never idle lays out no cell of its own accord.
  await page.evaluate(() => {
    window.requestIdleCallback = () => 0;
  });
  await touched.focus();
  await page.keyboard.press('Enter');
  const place = chat.label.getByRole('listitem');
  await expect(place).toHaveText(/^Cell cell-35 of analysis.ipynb edited, ran/);
  await chat.label.getByRole('button', { name: 'Undo its edits' }).waitFor();
  await takeInThemes(page, chat.label, 'label-touched');
  await page.addScriptTag({ path: require.resolve('axe-core') });
  const wrong = await page.evaluate(async () => {
    const { violations } = await window.axe.run({
      include: ['.jp-StopStream-label']
    });
    return violations.map(({ id }) => id);
  });
  expect(wrong).toEqual([]);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  const active = notebook.locator('.jp-CodeCell.jp-mod-active');
  await expect(active).toContainText("print('edit'");
  await expect(active).toBeInViewport();
  await expect(place).toHaveText(/^Cell 36 of analysis.ipynb edited, ran/);

  // By the keyboard, to the end of the list.
  await chat.label.getByRole('button', { name: 'Undo its edits' }).focus();
  await page.keyboard.press('Enter');
  const said = chat.label.locator('.jp-StopStream-undo [role=status]');
  await expect(said).toHaveText('1 cell is as it was before');
  await expect(active.locator('.cm-content')).toHaveText('# 35');
  const saved = async () =>
    (await page.request.get(`api/contents/${path}`)).text();
  await expect.poll(saved).not.toContain("print('edit'");
  await page.keyboard.press('Enter');
  await expect(said).toHaveText('1 cell is as the answer left it');
  await expect(active.locator('.cm-content')).toContainText("print('edit'");
  await page.notebook.enterCellEditingMode(35);
  await page.keyboard.type('# mine');
  await chat.label.getByRole('button', { name: 'Undo its edits' }).click();
  await expect(said).toContainText('1 was left as it is');
  await expect(active.locator('.cm-content')).toContainText('# mine');

  await page.evaluate(index => {
    const panel = [...window.jupyterapp.shell.widgets('main')].find(widget =>
      widget.hasClass('jp-NotebookPanel')
    ) as NotebookPanel;
    (panel.content.widgets[index] as MarkdownCell).headingCollapsed = true;
  }, HEADING);
  await expect(active).toBeHidden();
  await place.getByRole('button').click();
  await expect(active).toContainText('# mine');
  await expect(active).toBeInViewport();
});

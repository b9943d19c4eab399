import { expect, test } from '../fixtures';
import { openNotebook, openSharedNotebook } from '../notebook';
import { openLab } from '../people';

test('my stop takes back what is half typed into a shared notebook, its undo the rest, and neither what somebody else writes', async ({
  baseURL,
  browser,
  page,
  sideChat: chat,
  tmpPath
}) => {
  const path = `${tmpPath}/analysis.ipynb`;
  const mine = await openNotebook(page, path, ['# whole', '# half']);
  const theirPage = await openLab(browser, `${baseURL}`, 'grace', tmpPath);
  const theirs = await openSharedNotebook(theirPage, path);
  await chat.choose('Operator');
  await chat.ask(`type ${path} cell-0 cell-1`);
  await expect(theirs.editor(0)).toHaveText("print('edit')");
  await expect(theirs.editor(1)).toContainText("print('typed')");
  await theirs.type(1, '# hers');
  await expect(mine.editor(1)).toContainText('# hers');
  await chat.stop();
  for (const one of [mine, theirs]) {
    await expect(one.editor(1)).toHaveText('# half# hers');
    await expect(one.editor(0)).toHaveText("print('edit')");
  }

  const press = (name: string) =>
    chat.label.getByRole('button', { name }).click();
  const said = chat.label.locator('.jp-StopStream-undo [role=status]');
  await press('Touched 1 cell in analysis.ipynb');
  await press('Undo its edits');
  await expect(said).toHaveText('1 cell is as it was before');
  await expect(theirs.editor(0)).toHaveText('# whole');
  await press('Redo its edits');
  await expect(theirs.editor(0)).toHaveText("print('edit')");
  await theirs.type(0, '# hers');
  await expect(mine.editor(0)).toHaveText("print('edit')# hers");
  await press('Undo its edits');
  await expect(said).toContainText('1 was left as it is');
  await expect(mine.editor(0)).toHaveText("print('edit')# hers");
  await theirPage.context().close();
});

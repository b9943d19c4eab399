import { Chat } from '../chat';
import { expect, test } from '../fixtures';
import { takeInThemes } from '../images';
import { openNotebook } from '../notebook';

test.use({
  mockSettings: {
    'jupyter-stop-stream:settings': { runningCell: 'left' }
  }
});

test('one cell of an answer is stopped alone, and one that a stop has left is interrupted or its kernel restarted', async ({
  page,
  tmpPath
}) => {
  const notebook = `${tmpPath}/alone.ipynb`;
  await openNotebook(page, notebook, ["print('mine', 6 * 7)"]);
  const path = `${tmpPath}/side.chat`;
  const chat = await new Chat({ page, path, isInSidePanel: true }).create();
  await chat.choose('Runner');
  await chat.ask(notebook);
  await expect(chat.reply).toContainText('It trains.');

  const below = chat.label.getByText('Stop this cell only: alone.ipynb');
  // The menu offers what the page knows of when it is opened.
  await expect(below).toBeVisible();
  await chat.moreButton.click();
  const only = chat.menu.getByText('Stop this cell only: alone.ipynb');
  await expect(only).toBeVisible();
  await takeInThemes(page, chat.menu, 'cell-menu');
  await only.click();
  await expect(chat.reply).toContainText('The cell has ended: error');
  await expect(chat.stopButton).toHaveCount(0);
  await expect(chat.label).toHaveCount(0);

  // Below the reply, and the tool calls in it, that is offered too.
  await chat.ask(notebook);
  await expect(chat.reply).toContainText('It trains.');
  await expect(below).toBeVisible();
  await takeInThemes(page, chat.label, 'label-cell-alone');
  await below.focus();
  await page.keyboard.press('Enter');
  await expect(chat.reply).toContainText('The cell has ended: error');
  await expect(chat.input).toBeFocused();
  await expect(chat.label).toHaveCount(0);

  // The setting has a stop leave it.
  const left = 'Stopped early. A cell that it started is still running.';
  await chat.ask(notebook);
  await expect(chat.reply).toContainText('It trains.');
  await chat.stop();
  await expect(chat.label).toContainText(left);
  await expect(chat.reloadButton).toHaveCount(0);
  await takeInThemes(page, chat.label, 'label-cell-left');
  await chat.interruptButton.focus();
  await page.keyboard.press('Enter');
  await expect(chat.interruptButton).toHaveCount(0);
  await expect(chat.label).not.toContainText(left);
  await expect(chat.input).toBeFocused();

  await chat.ask(notebook);
  await expect(chat.messages.filter({ hasText: 'It trains.' })).toHaveCount(4);
  await chat.stop();
  await expect(chat.label.last()).toContainText(left);
  await chat.restartButton.click();
  await page
    .locator('.jp-Dialog')
    .getByText('Restart', { exact: true })
    .click();
  await expect(chat.restartButton).toHaveCount(0);
  await expect(chat.label.last()).not.toContainText(left);

  // The kernel is the person's as before.
  await page.notebook.runCell(0, true);
  const output = page.locator('.jp-Notebook .jp-OutputArea-output').first();
  await expect(output).toHaveText('mine 42');
});

import { Chat } from '../chat';
import { expect, test } from '../fixtures';
import { openNotebook } from '../notebook';

test("the cell that an answer runs ends with it, and a person's cell behind it runs whole", async ({
  page,
  tmpPath
}) => {
  await openNotebook(page, `${tmpPath}/cells.ipynb`, ["print('mine', 6 * 7)"]);
  const path = `${tmpPath}/side.chat`;
  const chat = await new Chat({ page, path, isInSidePanel: true }).create();
  await chat.choose('Runner');
  await chat.ask(`${tmpPath}/cells.ipynb`);
  await expect(chat.reply).toContainText('It trains.');

  const cell = page.locator('.jp-Notebook .jp-CodeCell').first();
  const prompt = cell.locator('.jp-InputPrompt');
  const running = page.notebook.runCell(0, true);
  await expect(prompt).toHaveText('[*]:');

  await chat.stop();
  await running;
  await expect(cell.locator('.jp-OutputArea-output')).toHaveText('mine 42');
  await expect(prompt).toHaveText(/\[\d+\]:/);
  await expect(chat.label).toContainText('Stopped early');
  const { metadata } = await chat.waitForStatus('interrupted');
  expect(metadata?.stop_stream?.receipt).toBe('cancelled');
  await expect(chat.stopButton).toHaveCount(0);

  // The kernel is the person's as before.
  await page.notebook.setCell(0, 'code', "print('again', 6 * 7)");
  await page.notebook.runCell(0, true);
  await expect(cell.locator('.jp-OutputArea-output')).toHaveText('again 42');
});

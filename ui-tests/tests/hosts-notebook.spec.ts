import { Chat } from '../chat';
import { expect, test } from '../fixtures';
import { stopThree } from '../three-stops';

test.use({ autoGoto: false });

test('in the side panel of Notebook 7 there is one Stop, and it stops', async ({
  page,
  baseURL,
  tmpPath,
  model
}) => {
  const path = `${tmpPath}/side.chat`;
  const notebook = {
    cells: [],
    // Without it, a dialog asks for one.
    metadata: { kernelspec: { name: 'python3', display_name: 'Python 3' } },
    nbformat: 4,
    nbformat_minor: 5
  };
  const file = `${tmpPath}/a.ipynb`;
  await page.contents.uploadContent(JSON.stringify(notebook), 'text', file);
  await page.contents.uploadContent('{}', 'text', path);
  await page.goto(`${baseURL}/notebooks/${file}`);
  await expect(page.locator('body')).toHaveAttribute(
    'data-notebook',
    'notebooks'
  );
  const chat = new Chat({ page, path, isInSidePanel: true });
  await chat.open();
  await stopThree(chat, model, 'notebook-7');
});

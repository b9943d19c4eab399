import * as path from 'path';

import { expect, test } from '../fixtures';

const isForDocs = process.env.UPDATE_DOCS === '1';
const folder = isForDocs
  ? path.join(__dirname, '..', '..', 'docs', 'images')
  : path.join(__dirname, '..', 'test-results', 'images');

test.use({ viewport: { width: 1000, height: 640 } });

for (const theme of ['light', 'dark'] as const) {
  test(`the button and the label can be seen in the ${theme} theme`, async ({
    chat,
    model
  }) => {
    if (theme === 'dark') {
      await chat.page.theme.setDarkTheme();
    }
    await chat.page.sidebar.close('left');
    const take = async (name: string) => {
      await chat.page.mouse.move(0, 0);
      await expect(chat.page.getByRole('tooltip')).toHaveCount(0);
      await chat.page.screenshot({
        path: path.join(folder, `${name}-${theme}.png`)
      });
    };
    await chat.ask('Tell me a long story, please. rate=50 length=400');
    await chat.waitForToken(90);
    await expect(chat.stopButton).toBeVisible();
    await take('stop');
    await chat.stop();
    await model.letGo();
    await expect(chat.label).toBeVisible();
    await take('stopped');
  });
}

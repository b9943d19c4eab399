import { expect, test } from '../fixtures';
import { takeInThemes } from '../images';

// They are kept in the page: galata answers for the server, and nobody has chosen anything.
test.use({ mockSettings: true });

test('who leaves an answer is offered once to be told of its end, and the tab shows how it is', async ({
  chat,
  model
}) => {
  const { page } = chat;
  const tab = page.locator('#jp-main-dock-panel .lm-TabBar-tab', {
    hasText: 'main.chat'
  });
  const launcher = page
    .locator('#jp-main-dock-panel .lm-TabBar-tab', {
      hasText: 'Launcher'
    })
    .first();
  const offer = chat.notice('Streamer goes on answering');

  await page.evaluate(async () => {
    await window.jupyterapp.commands.execute('launcher:create');
  });
  await tab.click();
  await chat.ask('rate=50 length=4000');
  await chat.waitForToken(5);
  await expect(tab).toHaveClass(/jp-StopStream-tab-answering/);
  await expect(tab).toHaveAttribute('title', /Being answered$/);
  await expect(offer).toHaveCount(0);
  // The answer ends before that is saved.
  await page.route('**/api/settings/**', async route => {
    if (route.request().method() === 'PUT') {
      await page.waitForTimeout(2_000);
    }
    await route.fallback();
  });
  await launcher.click();
  await expect(offer).toBeVisible();
  const tellMe = offer.getByRole('button', { name: 'Tell Me' });
  await takeInThemes(page, page, 'left', tellMe);
  await tellMe.click();
  await model.finish();
  await expect(tab).toHaveClass(/jp-StopStream-tab-answered/);
  await expect(tab).toHaveAttribute('title', /Ended, not seen yet$/);
  await chat
    .notice('Streamer has answered in main')
    .getByRole('button', { name: 'Go to the Chat' })
    .click();
  await expect(tab).not.toHaveClass(/jp-StopStream-tab/);
  await expect(tab).not.toHaveAttribute('title', /nswered|not seen yet/);

  await chat.ask('rate=50 length=6000');
  await chat.waitForToken(5);
  await launcher.click();
  await tab.click();
  await chat.stop();
  await model.letGo(1);
  await expect(offer).toHaveCount(0);
  await expect(tab).not.toHaveClass(/jp-StopStream-tab/);
});

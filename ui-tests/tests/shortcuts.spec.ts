import { expect, test } from '../fixtures';

const LONG = 'rate=50 length=400';

test('Escape stops the answer in the chat that has the focus', async ({
  chat,
  model
}) => {
  await chat.ask(LONG);
  await chat.waitForToken(20);
  await chat.input.press('Escape');
  await model.letGo();
  await expect(chat.label).toContainText('Stopped early');
});

test('Escape closes an open pop-up, and does not stop', async ({
  chat,
  model
}) => {
  await chat.ask(LONG);
  await chat.waitForToken(20);
  await chat.input.pressSequentially('@');
  const popUp = chat.page.getByRole('listbox');
  await expect(popUp).toBeVisible();
  await chat.input.press('Escape');
  await expect(popUp).toBeHidden();
  await chat.waitForToken(60);
  await expect(chat.stopButton).not.toHaveClass(/jp-mod-stopping/);
  await chat.input.press('Escape');
  await model.letGo();
});

test('Escape while a message is edited does not stop', async ({
  chat,
  model
}) => {
  await chat.ask(LONG);
  await chat.waitForToken(20);
  const prompt = chat.area.locator('.jp-chat-message').first();
  await prompt.hover();
  await prompt.locator('button[aria-label="Edit"]').first().click();
  const edit = chat.area.locator('.jp-chat-message textarea:visible');
  await edit.press('Escape');
  await chat.waitForToken(100);
  expect((await model.completions())[0]?.let_go_at).toBeNull();
  await expect(chat.stopButton).not.toHaveClass(/jp-mod-stopping/);
  await chat.stop();
  await model.letGo();
});

test('Escape in a notebook does not stop, Ctrl or Cmd with it does', async ({
  sideChat,
  model
}) => {
  const { page } = sideChat;
  await page.notebook.createNew('beside.ipynb');
  await sideChat.ask('rate=50 length=1000');
  await sideChat.waitForToken(20);
  await page.notebook.enterCellEditingMode(0);
  await page.keyboard.press('Escape');
  await sideChat.waitForToken(100);
  await expect(sideChat.stopButton).not.toHaveClass(/jp-mod-stopping/);
  await page.notebook.enterCellEditingMode(0);
  await page.keyboard.press('ControlOrMeta+Escape');
  await model.letGo();
  await expect(sideChat.label).toContainText('Stopped early');
});

test('Escape is left to others where nothing is to be stopped', async ({
  chat
}) => {
  await chat.input.focus();
  const isPrevented = chat.page.evaluate(
    () =>
      new Promise<boolean>(resolve =>
        document.addEventListener(
          'keydown',
          event => resolve(event.defaultPrevented),
          { once: true }
        )
      )
  );
  await chat.input.press('Escape');
  expect(await isPrevented).toBe(false);
});

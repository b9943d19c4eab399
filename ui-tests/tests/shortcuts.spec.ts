import type { Page } from '@playwright/test';

import { expect, test } from '../fixtures';
import { expectGoesOn } from '../goes-on';

const LONG = 'rate=50 length=6000';

test('Escape stops the answer in the chat that has the focus', async ({
  chat,
  model
}) => {
  await chat.ask(LONG);
  await chat.waitForToken(20);
  await chat.waitForKeys();
  await chat.input.press('Escape');
  await model.letGo();
  await expect(chat.label).toContainText('Stopped early');
});

for (const [what, key] of [
  ['the people that the chat offers', '@'],
  ['the commands that the chat offers', '/']
] as const) {
  test(`Escape closes ${what}, and does not stop`, async ({ chat, model }) => {
    await chat.ask('rate=50 length=6000');
    await chat.waitForToken(20);
    await chat.input.pressSequentially(key);
    const offered = chat.page.getByRole('listbox');
    await expect(offered).toBeVisible();
    await chat.input.press('Escape');
    await expect(offered).toBeHidden();
    await expectGoesOn(chat, model);
    await chat.input.press('Escape');
    await model.letGo();
  });
}

test('Escape while an input method composes does not stop', async ({
  chat,
  model
}) => {
  const { page } = chat;
  await chat.ask('rate=50 length=6000');
  await chat.waitForToken(20);
  // JupyterLab's file browser gives the focus to a file that is new in its list.
  await page.sidebar.close('left');
  await chat.input.focus();
  const context = page.context();
  const browser = await context.newCDPSession(context.pages()[0] as Page);
  const composition = { text: 'に', selectionStart: 1, selectionEnd: 1 };
  await browser.send('Input.imeSetComposition', composition);
  await expect(chat.input).toHaveValue('に');
  await page.keyboard.press('Escape');
  await expectGoesOn(chat, model);
  await browser.send('Input.insertText', { text: '日' });
  await expect(chat.input).toHaveValue('日');
  await page.keyboard.press('Escape');
  await model.letGo();
  await expect(chat.input).toHaveValue('日');
});

test('Escape closes a menu or a dialog that was opened from the chat, and does not stop', async ({
  chat,
  model
}) => {
  const { page } = chat;
  const personas = chat.area.locator('.jp-jai-personaControls-persona-btn');
  const menu = page.locator('.lm-Menu, .MuiMenu-paper');
  const dialog = page.locator('.jp-Dialog');
  const openers = [
    { opened: menu, open: () => personas.click() },
    {
      opened: menu,
      open: () => page.menu.openLocator('File')
    },
    { opened: menu, open: () => chat.reply.click({ button: 'right' }) },
    {
      opened: dialog,
      open: () =>
        page.evaluate(() => {
          void window.jupyterapp.commands.execute('help:about');
        })
    }
  ];
  await chat.ask('rate=50 length=4000');
  await chat.waitForToken(20);
  for (const { opened, open } of openers) {
    await chat.input.focus();
    await open();
    await expect(opened).toBeVisible();
    // It takes the focus a moment after it is seen: until then the chat has it, and the key.
    await expect
      .poll(() => opened.evaluate(one => one.contains(document.activeElement)))
      .toBe(true);
    await page.keyboard.press('Escape');
    await expect(opened).toBeHidden();
    await expectGoesOn(chat, model);
  }
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

test('Escape in an editor that is part of a message does not stop', async ({
  chat,
  model
}) => {
  await chat.ask('rate=50 length=6000');
  await chat.waitForToken(20);
  // As what is rendered in a message may be, with keys of its own.
  await chat.messages.first().evaluate(message => {
    message.innerHTML =
      '<div class="cm-editor"><div class="cm-content" contenteditable></div></div>';
  });
  await chat.area.locator('.cm-editor .cm-content').press('Escape');
  await expectGoesOn(chat, model);
  await chat.input.press('Escape');
  await model.letGo();
});

test('Escape in a notebook does not stop, Ctrl or Cmd with it does', async ({
  sideChat,
  model
}) => {
  const { page } = sideChat;
  await page.notebook.createNew();
  await sideChat.ask('rate=50 length=6000');
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

test('Escape in a terminal does not stop, Ctrl or Cmd with it does', async ({
  sideChat,
  model
}) => {
  const { page } = sideChat;
  await page.menu.clickMenuItem('File>New>Terminal');
  const terminal = page.locator('.jp-Terminal .xterm-helper-textarea');
  await terminal.waitFor();
  await sideChat.ask('rate=50 length=6000');
  await sideChat.waitForToken(20);
  await terminal.press('Escape');
  await expectGoesOn(sideChat, model);
  await terminal.press('ControlOrMeta+Escape');
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

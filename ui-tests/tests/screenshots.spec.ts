import { galata } from '@jupyterlab/galata';
import type { Locator } from '@playwright/test';

import type { Chat } from '../chat';
import { Ways } from '../connections';
import { expect, test } from '../fixtures';
import { imageOf, THEMES } from '../images';
import { stopWithTail } from '../tail';

test.use({
  viewport: { width: 1000, height: 640 },
  mockSettings: { ...galata.DEFAULT_SETTINGS },
  mockUser: true
});

for (const theme of THEMES) {
  test.describe(`in the ${theme} theme`, () => {
    test.beforeEach(({ chat }) => dress(chat));

    async function dress(chat: Chat): Promise<void> {
      if (theme === 'dark') {
        await chat.page.theme.setDarkTheme();
      }
      await chat.page.sidebar.close('left');
    }

    async function take(chat: Chat, name: string): Promise<void> {
      await chat.page.mouse.move(0, 0);
      await expect(chat.page.getByRole('tooltip')).toHaveCount(0);
      await chat.page.screenshot({ path: imageOf(name, theme) });
    }

    async function takeLabel(label: Locator, name: string): Promise<void> {
      await label.screenshot({ path: imageOf(`label-${name}`, theme) });
    }

    async function takeInput(chat: Chat, name: string): Promise<void> {
      await chat.page.mouse.move(0, 0);
      await expect(chat.page.getByRole('tooltip')).toHaveCount(0);
      await chat.area
        .locator('.jp-chat-input-container')
        .screenshot({ path: imageOf(`input-${name}`, theme) });
    }

    test('Stop and the label of what was stopped can be seen', async ({
      chat,
      model
    }) => {
      const prompt = 'Tell me a long story, please. rate=50 length=400';
      await chat.input.fill(prompt);
      await takeInput(chat, 'send');
      await chat.ask(prompt);
      await chat.waitForToken(90);
      await expect(chat.stopButton).toBeVisible();
      await takeInput(chat, 'stop');
      await take(chat, 'stop');
      await chat.input.fill('And another one after it.');
      await expect(chat.sendButton).toBeVisible();
      await takeInput(chat, 'stop-with-draft');
      await chat.input.fill('');
      await chat.stop();
      await model.letGo();
      await expect(chat.label).toBeVisible();
      await takeLabel(chat.label, 'stopped');
      await take(chat, 'stopped');
    });

    test('the menu of several answers, and a prompt that never began, can be seen', async ({
      chat,
      model
    }) => {
      await chat.ask('Tell me a long story, please. rate=20 length=400');
      await chat.waitForToken(20);
      await chat.ask('And another one. rate=20 length=400');
      await chat.choose('Second');
      await chat.ask('And you? rate=20 length=400');
      await model.waitFor(({ produced }) => produced > 20, 1);
      await chat.moreButton.click();
      await expect(chat.menu.getByRole('menuitem')).toHaveCount(4);
      await take(chat, 'menu');
      await chat.page.keyboard.press('Escape');
      await takeInput(chat, 'several');
      await chat.stop();
      await expect(chat.label).toHaveCount(3);
      await takeLabel(
        chat.label.filter({ hasText: 'Send again' }),
        'never-began'
      );
    });

    test('a stop that takes its time, and what could not be cancelled, can be seen', async ({
      chat
    }) => {
      await chat.choose('Stubborn');
      await chat.ask('stubborn_s=30');
      await expect(chat.reply).toContainText('I go on.');
      await chat.stop();
      await expect(chat.stopButton).toHaveAttribute('title', /^Stopping/);
      await takeInput(chat, 'stopping');
      await expect(chat.label).toContainText('may still be running');
      await takeLabel(chat.label, 'not-cancelled');
      await take(chat, 'not-cancelled');
    });

    test('what the model broke off, and a stop without a connection, can be seen', async ({
      chat
    }) => {
      const ways = await new Ways(chat.page).watch();
      await chat.reload();
      await dress(chat);
      await chat.ask('Tell me a story, please. rate=50 break_at=90');
      await expect(chat.label).toContainText('Broke off.');
      await takeLabel(chat.label, 'broke-off');
      await chat.ask('Once more, please. rate=50 length=400');
      await chat.waitForToken(90);
      ways.cut();
      await chat.stop();
      await expect(chat.note).toContainText('The server cannot be reached.');
      await take(chat, 'no-connection');
      ways.restore();
      await expect(chat.label).toHaveCount(2);
    });

    test('a tail that was cut can be seen, and why a prompt cannot be edited', async ({
      chat,
      model
    }) => {
      await stopWithTail(chat);
      await dress(chat);
      await model.letGo();
      await chat.input.fill('A draft.');
      await expect(chat.editButton).toHaveAttribute('aria-disabled', 'true');
      await takeLabel(chat.label, 'with-draft');
      await expect(chat.showRestButton).toBeVisible();
      await takeLabel(chat.label, 'with-rest');
      await chat.input.fill('');
      await chat.showRestButton.click();
      await expect(chat.showRestButton).toHaveText('Hide it again');
      await takeLabel(chat.label, 'rest-shown');
    });
  });
}

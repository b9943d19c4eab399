import * as path from 'path';

import type { Locator } from '@playwright/test';

import type { Chat } from '../chat';
import { slowChat } from '../connections';
import { expect, test } from '../fixtures';

const isForDocs = process.env.UPDATE_DOCS === '1';
const folder = isForDocs
  ? path.join(__dirname, '..', '..', 'docs', 'images')
  : path.join(__dirname, '..', 'test-results', 'images');

test.use({ viewport: { width: 1000, height: 640 } });

for (const theme of ['light', 'dark'] as const) {
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
      await chat.page.screenshot({
        path: path.join(folder, `${name}-${theme}.png`)
      });
    }

    async function takeLabel(label: Locator, name: string): Promise<void> {
      await label.screenshot({
        path: path.join(folder, `label-${name}-${theme}.png`)
      });
    }

    test('Stop and the label of what was stopped can be seen', async ({
      chat,
      model
    }) => {
      await chat.ask('Tell me a long story, please. rate=50 length=400');
      await chat.waitForToken(90);
      await expect(chat.stopButton).toBeVisible();
      await take(chat, 'stop');
      await chat.input.fill('And another one after it.');
      await expect(chat.sendButton).toBeVisible();
      await take(chat, 'stop-with-draft');
      await chat.input.fill('');
      await chat.stop();
      await model.letGo();
      await expect(chat.label).toBeVisible();
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
      await take(chat, 'stopping');
      await expect(chat.label).toContainText('may still be running');
      await takeLabel(chat.label, 'not-cancelled');
      await take(chat, 'not-cancelled');
    });

    test('a tail that was cut can be seen, and why a prompt cannot be edited', async ({
      chat,
      model
    }) => {
      await slowChat(chat.page, 400);
      await chat.reload();
      await dress(chat);
      await chat.ask('rate=100 length=2000');
      await chat.waitForToken(100);
      await chat.stop();
      await model.letGo();
      await chat.input.fill('A draft.');
      await expect(chat.editButton).toHaveAttribute('aria-disabled', 'true');
      await takeLabel(chat.label, 'with-draft');
      await expect(chat.showRestButton).toBeVisible();
      await takeLabel(chat.label, 'with-rest');
    });
  });
}

import { Chat } from '../chat';
import { expect, test } from '../fixtures';

const PROMPT = 'rate=50 length=4000';

test.describe('the label of a stopped answer', () => {
  test.beforeEach(async ({ chat, model }) => {
    await chat.ask(PROMPT);
    await chat.waitForToken(20);
    await chat.stop();
    await model.letGo();
    await expect(chat.label).toContainText('Stopped early');
    await expect(chat.label).not.toContainText('Stopped early by');
  });

  test('is there after a rename of the chat file, and after a reload', async ({
    chat,
    tmpPath
  }) => {
    const path = `${tmpPath}/renamed.chat`;
    await chat.page.contents.renameFile(chat.path, path);
    await expect(chat.label).toContainText('Stopped early');
    const renamed = await new Chat({ page: chat.page, path }).reload();
    await expect(renamed.label).toHaveCount(1);
    await expect(renamed.label).toContainText('Stopped early');
    await renamed.regenerateButton.click();
    await expect(renamed.stopButton).toBeVisible();
    await renamed.stop();
    await expect(renamed.label).toHaveCount(2);
  });

  test('is there in a second tab, with the same text', async ({
    chat,
    chatInSecondTab,
    model
  }) => {
    const { label, stopButton } = chatInSecondTab;
    await expect(label).toHaveText(/^Stopped early(?! by)/);
    await label.getByRole('button', { name: 'Regenerate' }).click();
    await model.waitFor(({ produced }) => produced > 5, 1);
    await stopButton.click();
    await model.letGo(1);
    await expect(label).toHaveCount(2);
    await expect(chat.label).toHaveCount(2);
    await expect(chat.stopButton).toHaveCount(0);
  });

  test('is there after its prompt was edited', async ({ chat }) => {
    const prompt = chat.messages.first();
    await prompt.hover();
    await prompt
      .locator('xpath=ancestor::*[contains(@class, "jp-chat-message")][1]')
      .getByRole('button', { name: /edit/i })
      .first()
      .click();
    const editor = chat.area
      .locator('.jp-chat-input-container textarea:visible')
      .first();
    await editor.fill('Something else, rate=50 length=10');
    await editor.press('Enter');
    await expect(prompt).toContainText('Something else');
    await expect(chat.label).toContainText('Stopped early');
    await chat.reload();
    await expect(chat.label).toContainText('Stopped early');
  });

  test('puts the prompt back into an empty input, and never over a draft', async ({
    chat,
    model
  }) => {
    await chat.input.fill('A draft.');
    await expect(chat.editButton).toHaveAttribute('aria-disabled', 'true');
    await expect(chat.editButton).toHaveAttribute('title', /has a draft/);
    await chat.editButton.click({ force: true });
    await expect(chat.input).toHaveValue('A draft.');
    await chat.input.fill('');
    await expect(chat.editButton).toHaveAttribute('aria-disabled', 'false');
    await chat.editButton.click();
    await expect(chat.input).toHaveValue(PROMPT);
    await expect(chat.input).toBeFocused();
    await chat.input.fill('rate=100 length=10');
    await chat.input.press('Enter');
    await model.ended(1);
    await chat.waitForStatus('complete');
  });
});

test('a prompt that never began is sent again', async ({ chat, model }) => {
  await chat.ask('rate=50 length=4000');
  await chat.waitForToken(10);
  await chat.ask('rate=100 length=20 next');
  await expect(chat.messages).toHaveCount(3);
  await chat.stop();
  await model.letGo();
  await expect(chat.label).toHaveCount(2);
  await chat.area.getByRole('button', { name: 'Send again' }).click();
  const { text } = await model.ended(1);
  expect((await chat.waitForStatus('complete')).body).toBe(text);
  await expect(chat.label).toHaveCount(1);
});

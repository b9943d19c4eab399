import { attach } from '../attach';
import { expect, test } from '../fixtures';

const PROMPT = 'rate=50 length=6000';

test('an attachment alone is a draft, which Stop leaves; Edit puts that of the prompt back', async ({
  chat,
  model,
  tmpPath
}) => {
  const { page } = chat;
  await page.contents.uploadContent('1,2', 'text', `${tmpPath}/data.csv`);
  const attached = chat.area.locator(
    '.jp-chat-input-container .jp-chat-attachment'
  );
  await attach(chat, 'data.csv', tmpPath);
  await expect(attached).toContainText('data.csv');
  await chat.ask(PROMPT);
  await expect(attached).toHaveCount(0);
  await chat.waitForToken(20);
  await expect(chat.sendButton).toBeHidden();

  await attach(chat, 'data.csv', tmpPath);
  await expect(chat.sendButton).toBeVisible();
  await chat.stop();
  await model.letGo();
  await expect(chat.label).toContainText('Stopped early');
  await expect(attached).toHaveCount(1);
  await expect(chat.editButton).toHaveAttribute('aria-disabled', 'true');

  // The chat makes each of its attachments anew when it draws its input, and a click on the one
  // that was there before is lost. Its tooltip may lie over it.
  const remove = attached.locator('.jp-chat-attachment-remove button');
  await expect(async () => {
    if (await remove.isVisible()) {
      await remove.dispatchEvent('click', undefined, { timeout: 5000 });
    }
    await expect(attached).toHaveCount(0, { timeout: 2000 });
  }).toPass();
  await expect(chat.editButton).toHaveAttribute('aria-disabled', 'false');
  await chat.editButton.click();
  await expect(chat.input).toHaveValue(PROMPT);
  await expect(attached).toContainText('data.csv');
});

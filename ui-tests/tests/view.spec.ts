import { Chat, words } from '../chat';
import { expect, test } from '../fixtures';
import { stopWithTail } from '../tail';

test.describe('a stopped answer of which the rest is shown', () => {
  test.beforeEach(async ({ chat, model }) => {
    await stopWithTail(chat);
    await model.letGo();
    await chat.waitForStatus('interrupted');
    await chat.showRestButton.click();
    await expect(chat.showRestButton).toHaveAttribute('aria-pressed', 'true');
    // Its own buttons are laid out anew with it.
    await expect.poll(() => chat.replyWords()).toEqual(await whole(chat));
  });

  test('has it once, and gives it back', async ({ chat }) => {
    const { body } = await chat.waitForStatus('interrupted');
    await chat.showRestButton.click();
    await expect.poll(() => chat.replyWords()).toEqual(words(body));
    await chat.reload();
    await expect.poll(() => chat.replyWords()).toEqual(words(body));
  });

  test('is gone when a person deletes it, and after a reload', async ({
    chat
  }) => {
    const { body } = await chat.waitForStatus('interrupted');
    const [first = ''] = words(body);
    await chat.reply.hover();
    await chat.reply
      .locator('xpath=..')
      .getByRole('button', { name: 'Delete' })
      .click();
    await expect(chat.area.getByText(first, { exact: false })).toHaveCount(0);
    await expect(chat.label).toHaveCount(0);
    await chat.reload();
    await expect(chat.messages).toHaveCount(1);
    await expect(chat.area.getByText(first, { exact: false })).toHaveCount(0);
  });
});

/**
 * The words of all that was written of the last message.
 */
async function whole(chat: Chat): Promise<string[]> {
  const { body, metadata } = await chat.waitForStatus('interrupted');
  return words(`${body}${metadata?.stop_stream?.unseen ?? ''}`);
}

import type { Chat } from './chat';

/**
 * Attach a file to what is to be asked next in a chat, by the button for that.
 *
 * @param folder - The folder in which it is, below the server's root.
 */
export async function attach(
  { page, toolbar }: Chat,
  name: string,
  folder: string
): Promise<void> {
  await toolbar.locator('.jp-chat-attach-button').click();
  const dialog = page.locator('.jp-Open-Dialog');
  // It opens where the last one was left.
  const file = dialog.getByText(name);
  const parent = dialog.getByText(folder);
  await file.or(parent).first().waitFor();
  if (!(await file.isVisible())) {
    await parent.dblclick();
  }
  await file.click();
  await page.locator('.jp-Dialog .jp-mod-accept').click();
}

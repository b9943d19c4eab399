import type { Chat } from './chat';
import { slowChat } from './connections';

/**
 * Stop an answer of which a part is still on its way to the page, in a page that is loaded anew.
 */
export async function stopWithTail(chat: Chat): Promise<void> {
  await slowChat(chat.page, 400);
  await chat.reload();
  await chat.ask('rate=100 length=6000');
  await chat.waitForToken(100);
  await chat.stop();
}

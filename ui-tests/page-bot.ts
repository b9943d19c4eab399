import type { Chat } from './chat';
import { Model } from './model';

/**
 * Have the bot of `fixtures/page-bot`, whose model is asked from the page, answer a prompt in the
 * chat that is in front.
 *
 * @param isDeaf - Whether it cannot be aborted.
 */
export async function askPageBot(
  chat: Chat,
  prompt: string,
  isDeaf = false
): Promise<void> {
  const model = `${Model.url}/v1/chat/completions`;
  // Its extension may be loaded after the chat was opened.
  await chat.page.waitForFunction(() =>
    window.jupyterapp.commands.hasCommand('page-bot:ask')
  );
  await chat.page.evaluate(
    args => window.jupyterapp.commands.execute('page-bot:ask', args),
    { prompt, model, isDeaf }
  );
}

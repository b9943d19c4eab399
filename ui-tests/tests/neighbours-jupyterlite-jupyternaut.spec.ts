import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import { expect, Page, test } from '@playwright/test';

import { Chat } from '../chat';
import { Model } from '../model';
import { stopThree } from '../three-stops';

test('in JupyterLite, without any server, Jupyternaut is stopped by one Stop', async ({
  page,
  request
}) => {
  await page.goto('/lab/index.html?reset');
  await page.waitForFunction(() => 'jupyterapp' in window);
  const path = `${Date.now()}.chat`;
  const isNew = await openChat(page, path);
  // Of what a page of JupyterLab has beyond others nothing is used.
  const chat = new Chat({ page: page as IJupyterLabPageFixture, path });
  if (isNew) {
    await chat.choose('Jupyternaut');
  }
  const row = isNew ? 'jupyter-ai-lite-jupyterlite' : 'jupyterlite-ai';
  await stopThree(chat, new Model(request), row, { isSaved: false });
  await expect(page.locator('.jp-Dialog')).toHaveCount(0);
});

/**
 * Open a chat with Jupyternaut. As jupyterlite-ai it has chats of its own; since then it answers in
 * those of jupyterlab-chat, beside others.
 *
 * @returns Whether it is the newer one.
 */
function openChat(page: Page, path: string): Promise<boolean> {
  return page.evaluate(async filepath => {
    const { commands, restored, serviceManager } = window.jupyterapp;
    await restored;
    if (commands.hasCommand('@jupyterlite/ai:open-chat')) {
      const args = { area: 'main', name: filepath, focus: true };
      await commands.execute('@jupyterlite/ai:open-chat', args);
      return false;
    }
    const file = { type: 'file', format: 'text', content: '{}' } as const;
    await serviceManager.contents.save(filepath, file);
    await commands.execute('jupyterlab-chat:open', { filepath });
    return true;
  }, path);
}

import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import { expect, test } from '@playwright/test';

import { Chat } from '../chat';
import { Model } from '../model';
import { stopThree } from '../three-stops';

test('in JupyterLite, without any server, Jupyternaut is stopped by one Stop', async ({
  page,
  request
}) => {
  await page.goto('/lab/index.html?reset');
  await page.waitForFunction(() => 'jupyterapp' in window);
  const path = 'one.chat';
  await page.evaluate(async filepath => {
    const { commands, restored, serviceManager } = window.jupyterapp;
    await restored;
    const file = { type: 'file', format: 'text', content: '{}' } as const;
    await serviceManager.contents.save(filepath, file);
    await commands.execute('jupyterlab-chat:open', { filepath });
  }, path);
  // Of what a page of JupyterLab has beyond others nothing is used.
  const chat = new Chat({ page: page as IJupyterLabPageFixture, path });
  await chat.choose('Jupyternaut');
  await stopThree(chat, new Model(request), 'jupyter-ai-lite-jupyterlite', {
    isSaved: false
  });
  await expect(page.locator('.jp-Dialog')).toHaveCount(0);
});

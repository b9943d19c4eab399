import { expect } from '@playwright/test';

import type { Chat } from './chat';
import type { Model } from './model';

/**
 * Wait until the model has gone on with an answer that nobody is stopping.
 */
export async function expectGoesOn(chat: Chat, model: Model): Promise<void> {
  const before = (await model.completions())[0]?.produced ?? 0;
  await chat.waitForToken(before + 40);
  await expect(chat.stopButton).not.toHaveClass(/jp-mod-stopping/);
  expect((await model.completions())[0]?.let_go_at).toBeNull();
}

import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import { expect } from '@playwright/test';

import { Chat } from '../chat';
import type { IAnswered } from './aftermath';

/**
 * A chat with a Stop of its own, whoever made it.
 */
export interface IContender {
  /** The part of the page that it is in. */
  readonly area: string;
  /** The selector of a message in it. */
  readonly messages: string;
  /** The selector of its Stop, while it is offered. */
  readonly stop: string;
  /** What it writes into a reply that is stopped, and is not the model's. */
  readonly notSaid?: string;
  /** What the page asks when Stop is pressed. */
  readonly answered: IAnswered;
  /** Open a chat that nothing was said in. */
  open(page: IJupyterLabPageFixture, path: string): Promise<IOpenChat>;
}

/**
 * A chat that is open, of a contender.
 */
export interface IOpenChat {
  ask(prompt: string): Promise<void>;
  close(): Promise<void>;
}

const MAIN_AREA = '#jp-main-dock-panel';
const open = (page: IJupyterLabPageFixture, path: string): Promise<Chat> =>
  new Chat({ page, path }).create();

const jupyterAi: IContender = {
  area: MAIN_AREA,
  messages: '.jp-chat-rendered-message',
  stop: '.jp-jai-stopButton:not([disabled])',
  answered: { request: '/api/ai/personas/cancel' },
  open
};

const withUs: IContender = {
  ...jupyterAi,
  stop: '.jp-StopStream-stop',
  answered: { websocket: '/api/stop-stream/ws' }
};

/**
 * Its one chat is in the left panel, and is emptied by a button.
 */
const jupyterAi2: IContender = {
  area: '#jupyter-ai\\:\\:chat',
  messages: '.jp-ai-rendermime-markdown',
  stop: 'button:has([data-testid="StopIcon"]):not([disabled])',
  notSaid: '(AI response stopped by user)',
  answered: {},
  open: async page => {
    const area = page.locator(jupyterAi2.area);
    if (!(await area.isVisible())) {
      await page.evaluate(() =>
        window.jupyterapp.shell.activateById('jupyter-ai::chat')
      );
    }
    const input = area.locator('textarea:visible').first();
    await expect(input).toBeEditable();
    return {
      ask: async prompt => {
        await input.fill(prompt);
        await input.press('Enter');
      },
      close: async () => {
        await area.locator('button:has([data-testid="AddIcon"])').click();
        // What it greets with.
        await expect(area.locator(jupyterAi2.messages)).toHaveCount(1);
      }
    };
  }
};

const contenders: Readonly<Record<string, IContender>> = {
  'jupyter-ai': jupyterAi,
  'with-us': withUs,
  'jupyter-ai-2': jupyterAi2
};

/**
 * The one that is measured.
 */
export const contender: IContender =
  contenders[process.env.BENCH_CONTENDER ?? 'with-us'] ?? withUs;

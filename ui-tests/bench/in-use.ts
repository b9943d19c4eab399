import type { IJupyterLabPageFixture } from '@jupyterlab/galata';

import type { Chat } from '../chat';
import { watchThread } from './work';

/**
 * How long the page may take to open a chat, in milliseconds.
 */
const OPENING_TIMEOUT_MS = 15 * 60_000;

/**
 * How a chat was opened, in milliseconds.
 */
export interface IOpening {
  /** From the command to all of its messages rendered, the input there and the page idle. */
  readonly openingMs: number;
  /** What the page's main thread computed meanwhile, whatever else the machine was busy with. */
  readonly openingWorkMs: number;
}

/**
 * Open a chat.
 *
 * @param chat - The chat, which is not open.
 * @param messages - How many it has.
 */
export async function measureOpening(
  chat: Chat,
  messages: number
): Promise<IOpening> {
  const { page, path, areaSelector } = chat;
  page.setDefaultTimeout(OPENING_TIMEOUT_MS);
  const work = await watchThread(page);
  const openingMs = await page.evaluate(
    async ([filepath, area, messages]) => {
      const isThere = () =>
        document.querySelectorAll(`${area} .jp-chat-rendered-message`).length >=
          messages &&
        !!document.querySelector(`${area} .jp-chat-input-container textarea`);
      const askedAt = performance.now();
      void window.jupyterapp.commands.execute('jupyterlab-chat:open', {
        filepath
      });
      do {
        await new Promise(resolve => requestAnimationFrame(resolve));
      } while (!isThere());
      await new Promise(resolve => requestIdleCallback(resolve));
      return performance.now() - askedAt;
    },
    [path, areaSelector, messages] as const
  );
  return { openingMs, openingWorkMs: await work() };
}

/**
 * From the press of a key in the chat's input to the frame that shows its letter, for each of some
 * keys, in milliseconds. The input is empty before and afterwards.
 */
export async function measureKeys(
  chat: Chat,
  count: number
): Promise<readonly number[]> {
  const { page } = chat;
  await chat.input.focus();
  const waitsMs: number[] = [];
  for (let i = 0; i < count; i++) {
    const painted = await nextPaint(page, 'keydown', 'input');
    await page.keyboard.press('a');
    waitsMs.push(await painted());
  }
  await chat.input.fill('');
  return waitsMs;
}

/**
 * From a click on Stop to the frame that shows the button's next state, in milliseconds.
 *
 * @param button - The selector of the button, which can be pressed.
 */
export async function measureClick(
  chat: Chat,
  button: string
): Promise<number> {
  const painted = await nextPaint(chat.page, 'click', {
    stateOf: `${chat.areaSelector} ${button}`
  });
  await chat.area.locator(button).click();
  return painted();
}

declare global {
  interface Window {
    stopStreamPaint?: Promise<number>;
  }
}

/**
 * Watch for an input and what follows it, by the time stamp that the browser gave the input: the
 * time in which the page was too busy to hear of it counts.
 *
 * @param type - The input's event.
 * @param result - What the paint has to come after: an event, or that a button is disabled, named
 * otherwise or gone.
 *
 * @returns A function that waits for the paint and says how long it took, in milliseconds.
 */
async function nextPaint(
  page: IJupyterLabPageFixture,
  type: string,
  result: string | { readonly stateOf: string }
): Promise<() => Promise<number>> {
  await page.evaluate(
    ([type, result]) => {
      window.stopStreamPaint = new Promise(resolve => {
        const heard = (pressed: Event) => {
          const show = () =>
            requestAnimationFrame(() =>
              setTimeout(() => resolve(performance.now() - pressed.timeStamp))
            );
          if (typeof result === 'string') {
            window.addEventListener(result, show, {
              capture: true,
              once: true
            });
            return;
          }
          const button = document.querySelector(result.stateOf);
          const state = () =>
            button?.isConnected &&
            ['disabled', 'aria-disabled', 'aria-label', 'title']
              .map(name => String(button.getAttribute(name)))
              .join();
          const before = state();
          const observer = new MutationObserver(() => {
            if (state() !== before) {
              observer.disconnect();
              show();
            }
          });
          observer.observe(document.body, {
            attributes: true,
            childList: true,
            subtree: true
          });
        };
        window.addEventListener(type, heard, { capture: true, once: true });
      });
    },
    [type, result] as const
  );
  return () => page.evaluate(() => window.stopStreamPaint ?? NaN);
}

import type { Page } from '@playwright/test';

/**
 * What the page saw around a press of Stop. Times are milliseconds since the epoch.
 */
export interface IRecording {
  /** When the button was clicked; null if it was not. */
  readonly clickedAt: number | null;
  /** How long the listeners of the click took. */
  readonly handledMs: number;
  /** The last reply's text at the click. */
  readonly textAtClick: string;
  /** When the last reply's text changed, and how long it was then. */
  readonly lengths: readonly (readonly [at: number, length: number])[];
}

declare global {
  interface Window {
    stopStreamRecorder?: { read: () => IRecording; end: () => void };
  }
}

/**
 * Start to record, in the page's own time, the length of the last reply inside a part of the page
 * and the next click on one of its buttons. An earlier recording of the page ends.
 *
 * @param messages - The selector of a message inside that part.
 * @param notSaid - What stands in a reply and is not the model's.
 */
export async function record(
  page: Page,
  area: string,
  button: string,
  messages = '.jp-chat-rendered-message',
  notSaid = ''
): Promise<void> {
  await page.evaluate(
    ([area, button, messages, notSaid]) => {
      window.stopStreamRecorder?.end();
      const now = () => performance.timeOrigin + performance.now();
      const text = () =>
        (
          [...document.querySelectorAll(`${area} ${messages}`)].pop()
            ?.textContent ?? ''
        ).replace(notSaid, '');
      let clickedAt: number | null = null;
      let handledMs = 0;
      let textAtClick = '';
      const lengths: [number, number][] = [];

      const observer = new MutationObserver(() => {
        const length = text().length;
        if (length !== lengths[lengths.length - 1]?.[1]) {
          lengths.push([now(), length]);
        }
      });
      observer.observe(document.querySelector(area) ?? document.body, {
        characterData: true,
        childList: true,
        subtree: true
      });

      const isStop = (event: Event) =>
        event.target instanceof Element && !!event.target.closest(button);
      const onCapture = (event: Event) => {
        if (isStop(event) && clickedAt === null) {
          textAtClick = text();
          clickedAt = now();
        }
      };
      const onBubble = (event: Event) => {
        if (isStop(event) && clickedAt !== null && handledMs === 0) {
          handledMs = now() - clickedAt;
        }
      };
      window.addEventListener('click', onCapture, true);
      window.addEventListener('click', onBubble);

      window.stopStreamRecorder = {
        read: () => ({ clickedAt, handledMs, textAtClick, lengths }),
        end: () => {
          observer.disconnect();
          window.removeEventListener('click', onCapture, true);
          window.removeEventListener('click', onBubble);
        }
      };
    },
    [area, button, messages, notSaid] as const
  );
}

/**
 * What was recorded so far.
 */
export function recording(page: Page): Promise<IRecording> {
  return page.evaluate(() => {
    if (!window.stopStreamRecorder) {
      throw new Error('Nothing is recorded.');
    }
    return window.stopStreamRecorder.read();
  });
}

import type { Page } from '@playwright/test';

/**
 * What of a page with a chat is used, of whatever program; see `benchmarks/peers/peer.py`.
 */
export interface IPageParts {
  readonly path: string;
  readonly before: readonly string[];
  readonly dismiss: string;
  readonly input: string;
  readonly stop: string;
  readonly stop_text: string;
  readonly reply: string;
  readonly scripts: string;
}

/**
 * What such a page has shown since it was opened. Times are milliseconds since the epoch.
 */
export interface IShown {
  /** When Stop was clicked; null if it was not. */
  readonly clickedAt: number | null;
  /** How long the listeners of the click took; null where it did not come through to the window. */
  readonly handledMs: number | null;
  /** When Stop was no longer offered after the click; null for as long as it is. */
  readonly toldAt: number | null;
  /** How much of the model's text was shown at the click. */
  readonly lengthAtClick: number;
  /** When that changed, how much it was then, and the number of its last token. */
  readonly lengths: readonly (readonly [
    at: number,
    length: number,
    token: number
  ])[];
}

declare global {
  interface Window {
    peerRecorder?: { read: () => IShown };
  }
}

/**
 * Have a page record itself from its beginning, shadow roots and all. To be called before it is
 * opened.
 *
 * Of the last reply only the model's own text counts: to the end of the last of its tokens, which
 * are `w0`, `w1` and so on. What a page writes behind that, such as a time, is none.
 */
export async function recordFromBeginning(
  page: Page,
  parts: IPageParts
): Promise<void> {
  await page.addInitScript(
    ({ reply, stop, stop_text }) => {
      if (window !== window.top) {
        return;
      }
      const now = () => performance.timeOrigin + performance.now();
      const roots = new Set<Document | ShadowRoot>([document]);
      const all = (selector: string) =>
        [...roots]
          .flatMap(root => [...root.querySelectorAll<HTMLElement>(selector)])
          .filter(element => element.isConnected);
      const deepText = (node: Node): string => {
        if (node instanceof HTMLStyleElement) {
          return '';
        }
        if (node instanceof Element && node.shadowRoot) {
          return [...node.shadowRoot.childNodes].map(deepText).join('');
        }
        return node instanceof Text
          ? node.data
          : [...node.childNodes].map(deepText).join('');
      };
      const textShown = (): readonly [length: number, token: number] => {
        const found = all(reply).pop();
        // What the browser gathers by itself costs less.
        const text = found?.shadowRoot
          ? deepText(found)
          : (found?.textContent ?? '');
        for (
          let at = text.lastIndexOf('w');
          at >= 0;
          at = at > 0 ? text.lastIndexOf('w', at - 1) : -1
        ) {
          const token = /^w\d+/.exec(text.slice(at, at + 12));
          if (token) {
            return [at + token[0].length, Number(token[0].slice(1))];
          }
        }
        return [0, -1];
      };
      const isOffered = () =>
        all(stop).some(
          button =>
            (button.textContent ?? '').includes(stop_text) &&
            button.checkVisibility({ visibilityProperty: true }) &&
            !(button as HTMLButtonElement).disabled
        );

      // Its target may be another button by the time that its listeners have run.
      let click: Event | null = null;
      let clickedAt: number | null = null;
      let handledMs: number | null = null;
      let toldAt: number | null = null;
      let lengthAtClick = 0;
      const lengths: [number, number, number][] = [];
      const look = () => {
        const [length, token] = textShown();
        if (length !== (lengths[lengths.length - 1]?.[1] ?? 0)) {
          lengths.push([now(), length, token]);
        }
        if (clickedAt !== null && toldAt === null && !isOffered()) {
          toldAt = now();
        }
      };
      const observer = new MutationObserver(look);
      const observe = (root: Node) =>
        observer.observe(root, {
          attributes: true,
          attributeFilter: ['class', 'disabled', 'hidden', 'style'],
          characterData: true,
          childList: true,
          subtree: true
        });
      observe(document);
      const attachShadow = Element.prototype.attachShadow;
      Element.prototype.attachShadow = function (init) {
        const root = attachShadow.call(this, init);
        roots.add(root);
        observe(root);
        return root;
      };

      const isStop = (event: Event) =>
        event
          .composedPath()
          .some(
            target =>
              target instanceof Element &&
              target.matches(stop) &&
              (target.textContent ?? '').includes(stop_text)
          );
      window.addEventListener(
        'click',
        event => {
          if (clickedAt === null && isStop(event)) {
            lengthAtClick = textShown()[0];
            click = event;
            clickedAt = now();
          }
        },
        true
      );
      window.addEventListener('click', event => {
        if (clickedAt !== null && event === click) {
          handledMs = now() - clickedAt;
        }
      });
      window.peerRecorder = {
        read: () => {
          look();
          return { clickedAt, handledMs, toldAt, lengthAtClick, lengths };
        }
      };
    },
    {
      reply: parts.reply,
      stop: parts.stop,
      stop_text: parts.stop_text
    }
  );
}

/**
 * What was recorded so far.
 */
export function shown(page: Page): Promise<IShown> {
  return page.evaluate(() => {
    if (!window.peerRecorder) {
      throw new Error('Nothing is recorded.');
    }
    return window.peerRecorder.read();
  });
}

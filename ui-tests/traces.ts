import type { Page } from '@playwright/test';

/**
 * What the extension has asked of the server, and said in the console, since this was made.
 */
export class Traces {
  constructor(page: Page) {
    this._page = page;
    page.on('request', request => this._note(request.url()));
    page.on('websocket', socket => this._note(socket.url()));
    page.on('console', message => {
      const isLoud = ['warning', 'error'].includes(message.type());
      // What the browser itself says of a request that failed has another beginning.
      if (isLoud && message.text().startsWith('jupyter-stop-stream:')) {
        this.words.push(message.text());
      }
    });
  }

  /** Addresses that were asked, by HTTP or by websocket. */
  readonly requests: string[] = [];
  readonly words: string[] = [];

  /**
   * Let two minutes pass on the page's clock, which was installed before the page was loaded.
   * Whatever is asked in them is answered before they go on.
   */
  async wait(): Promise<void> {
    for (let step = 0; step < 24; step++) {
      await this._page.clock.runFor(5_000);
      await this._page.evaluate(() => fetch(location.href));
    }
  }

  private _note(url: string): void {
    if (url.includes('api/stop-stream')) {
      this.requests.push(url);
    }
  }

  private readonly _page: Page;
}

import { expect, Page } from '@playwright/test';

/**
 * What the extension asks of the server and says in the console, while time passes in the page.
 */
export class Traces {
  constructor(page: Page) {
    this._page = page;
  }

  /**
   * Begin. Called before the page is loaded, so that its clock can be wound.
   */
  async watch(): Promise<this> {
    await this._page.clock.install();
    this._page.on('request', request => this._note(request.url()));
    this._page.on('websocket', socket => this._note(socket.url()));
    this._page.on('console', message => {
      const isLoud = ['warning', 'error'].includes(message.type());
      // What the browser says of requests that failed begins otherwise.
      if (isLoud && message.text().startsWith('jupyter-stop-stream:')) {
        this._words.push(message.text());
      }
    });
    return this;
  }

  /**
   * Let two minutes pass, and expect that nothing is asked in the second, and in the first no more
   * than it takes to learn that nobody answers for a chat.
   */
  async expectFew(): Promise<void> {
    await this._passAMinute();
    expect(this._requests.slice(10)).toEqual([]);
    expect(this._words.slice(1)).toEqual([]);
    const { length } = this._requests;
    await this._passAMinute();
    expect(this._requests.slice(length)).toEqual([]);
    expect(this._words.slice(1)).toEqual([]);
  }

  /**
   * What the page asks for in five seconds is answered before the next five.
   */
  private async _passAMinute(): Promise<void> {
    for (let step = 0; step < 12; step++) {
      await this._page.clock.runFor(5_000);
      await this._page.evaluate(() => fetch(location.href));
    }
  }

  private _note(url: string): void {
    if (url.includes('api/stop-stream')) {
      this._requests.push(url);
    }
  }

  private readonly _page: Page;
  private readonly _requests: string[] = [];
  private readonly _words: string[] = [];
}

import type { Page } from '@playwright/test';

/**
 * Bar the page's websocket to the server, from the next load of the page on.
 *
 * @param how - `refused`: nothing listens where it goes; `closed`: it is accepted, and closed at
 * once.
 */
export async function barWebSocket(
  page: Page,
  how: 'refused' | 'closed'
): Promise<void> {
  if (how === 'closed') {
    await page.routeWebSocket(/api\/stop-stream\/ws/, socket => socket.close());
    return;
  }
  await page.addInitScript(() => {
    const Original = window.WebSocket;
    window.WebSocket = class extends Original {
      constructor(url: string | URL, protocols?: string | string[]) {
        const isOurs = String(url).includes('api/stop-stream/ws');
        super(isOurs ? 'ws://127.0.0.1:1/' : url, protocols);
      }
    };
  });
}

/**
 * The ways from the page to the generations of the server, which can be cut. From the next load of
 * the page on.
 */
export class Ways {
  constructor(page: Page) {
    this._page = page;
  }

  async watch(): Promise<this> {
    await this._page.routeWebSocket(/api\/stop-stream\/ws/, socket => {
      if (this._isCut) {
        void socket.close();
        return;
      }
      const server = socket.connectToServer();
      this._cuts.push(() => {
        void server.close();
        void socket.close();
      });
    });
    await this._page.route('**/api/stop-stream/**', route =>
      this._isCut ? route.abort('internetdisconnected') : route.continue()
    );
    return this;
  }

  /**
   * Cut all of them.
   */
  cut(): void {
    this._isCut = true;
    this._cuts.splice(0).forEach(cut => cut());
  }

  restore(): void {
    this._isCut = false;
  }

  private readonly _page: Page;
  private readonly _cuts: (() => void)[] = [];
  private _isCut = false;
}

/**
 * Keep what the chat's own websocket says on its way for a while, from the next load of the page
 * on: at a stop, some of the answer is always under way.
 */
export async function slowChat(page: Page, ms: number): Promise<void> {
  await page.routeWebSocket(/api\/chat\/ws/, socket => {
    const server = socket.connectToServer();
    server.onMessage(message => {
      setTimeout(() => socket.send(message), ms);
    });
  });
}

/**
 * Tell the page, from its next load on, that every generation is somebody else's. The server goes
 * by its own knowledge.
 */
export async function asSomebodyElses(page: Page): Promise<void> {
  await page.routeWebSocket(/api\/stop-stream\/ws/, socket => {
    const server = socket.connectToServer();
    server.onMessage(message =>
      socket.send(
        String(message).replace(/"is_mine": ?true/g, '"is_mine":false')
      )
    );
  });
}

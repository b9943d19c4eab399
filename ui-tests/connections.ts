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
 * The page's websockets to the server, of which those that stand can be made to bring nothing any
 * more, in both directions, and never to close: as after a laptop slept, or where a router has
 * forgotten the connection. From the next load of the page on.
 */
export class HalfOpenWebSockets {
  constructor(page: Page) {
    this._page = page;
  }

  /**
   * How many stand or stood.
   */
  get count(): number {
    return this._open.length;
  }

  async watch(): Promise<this> {
    await this._page.routeWebSocket(/api\/stop-stream\/ws/, socket => {
      const server = socket.connectToServer();
      const state = { isLost: false };
      this._open.push(state);
      socket.onMessage(message => state.isLost || server.send(message));
      server.onMessage(message => state.isLost || socket.send(message));
      // The server hears of no end either.
      socket.onClose(() => undefined);
    });
    return this;
  }

  /**
   * Lose those that stand now. Those that are opened later work.
   */
  lose(): void {
    this._open.forEach(state => (state.isLost = true));
  }

  private readonly _page: Page;
  private readonly _open: { isLost: boolean }[] = [];
}

/**
 * The frames of stops that a page sends over the websockets that it opens from now on. One that is
 * not answered within seconds is sent again, as the same: here it is once.
 */
export function stopsByWebSocket(page: Page): readonly string[] {
  const stops: string[] = [];
  page.on('websocket', socket =>
    socket.on('framesent', ({ payload }) => noteStop(stops, String(payload)))
  );
  return stops;
}

/**
 * Note a frame if it is a stop that was not sent before.
 */
export function noteStop(stops: string[], frame: string): void {
  if (!frame.includes('"type":"stop"')) {
    return;
  }
  const { request_id } = JSON.parse(frame);
  if (!stops.some(one => JSON.parse(one).request_id === request_id)) {
    stops.push(frame);
  }
}

/**
 * The stops that the page asks for by REST from now on, by the paths of their addresses.
 */
export function stopsByRest(page: Page): readonly string[] {
  const paths: string[] = [];
  page.on('request', request => {
    const { pathname } = new URL(request.url());
    if (request.method() === 'POST' && pathname.includes('/api/stop-stream/')) {
      paths.push(pathname);
    }
  });
  return paths;
}

/**
 * The page's websockets to the server that are opened from now on, bring something, and are closed,
 * by their addresses.
 */
export function closedWebSockets(page: Page): readonly string[] {
  const urls: string[] = [];
  page.on('websocket', socket => {
    if (socket.url().includes('api/stop-stream/ws')) {
      socket.once('framereceived', () => {
        socket.once('close', () => urls.push(socket.url()));
      });
    }
  });
  return urls;
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
 * Keep back what a websocket of the page says, from the first that has a text in it on, until it is
 * let through. From the next load of the page on.
 *
 * @param address - A part of the websocket's.
 * @returns A function that lets it through.
 */
export async function keepBack(
  page: Page,
  address: RegExp,
  text: string
): Promise<() => void> {
  const kept: (() => void)[] = [];
  let isKept = false;
  let isLetThrough = false;
  await page.routeWebSocket(address, socket => {
    const server = socket.connectToServer();
    server.onMessage(message => {
      isKept ||= String(message).includes(text);
      const pass = () => socket.send(message);
      if (isKept && !isLetThrough) {
        kept.push(pass);
      } else {
        pass();
      }
    });
  });
  return () => {
    isLetThrough = true;
    kept.splice(0).forEach(pass => pass());
  };
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

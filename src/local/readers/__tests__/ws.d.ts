/**
 * As much of `ws` as the tests use; it brings no types.
 */
declare module 'ws' {
  import type { Server } from 'http';

  export class WebSocket extends globalThis.WebSocket {
    on(event: 'message', listener: (data: Buffer) => void): this;
    on(event: 'close', listener: () => void): this;
  }

  export class WebSocketServer {
    constructor(options: { readonly server: Server });
    on(event: 'connection', listener: (socket: WebSocket) => void): this;
    close(): void;
  }
}

import { ServerConnection } from '@jupyterlab/services';

import type { ServerFrame } from '../../protocol';

/**
 * A websocket that records what is sent, and whose other end is the test.
 */
export class FakeWebSocket {
  /**
   * Every socket that was made, in order.
   */
  static made: FakeWebSocket[] = [];

  static get latest(): FakeWebSocket {
    const latest = FakeWebSocket.made[FakeWebSocket.made.length - 1];
    if (!latest) {
      throw new Error('No websocket was made.');
    }
    return latest;
  }

  constructor(readonly url: string) {
    FakeWebSocket.made.push(this);
  }

  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  readyState = 0;
  readonly sent: { type: string; [name: string]: unknown }[] = [];

  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }

  close(): void {
    this.readyState = 3;
  }

  /**
   * What was sent of one type.
   */
  sentOf(type: string): { type: string; [name: string]: unknown }[] {
    return this.sent.filter(frame => frame.type === type);
  }

  /**
   * The other end accepts.
   */
  accept(): void {
    this.readyState = 1;
    this.onopen?.();
  }

  /**
   * The other end says something.
   */
  say(frame: ServerFrame | string): void {
    const data = typeof frame === 'string' ? frame : JSON.stringify(frame);
    this.onmessage?.({ data });
  }

  /**
   * The other end, or the network, closes.
   */
  drop(code = 1006): void {
    this.readyState = 3;
    this.onclose?.({ code });
  }
}

export const SETTINGS = ServerConnection.makeSettings({
  WebSocket: FakeWebSocket as unknown as typeof WebSocket,
  appendToken: true,
  token: 'a token',
  wsUrl: 'ws://localhost/base'
});

import type { IErrorFrame } from '../protocol';
import type { FollowedChats } from './followed-chats';
import type { Subscription } from './subscription';
import type { WebSocketConnection } from './websocket';

/**
 * Tells the server over the websocket which chats are followed. A server that is older than this
 * page takes no paths, and takes the copies of a chat for one chat.
 */
export class Subscriber {
  constructor(options: Subscriber.IOptions) {
    this._chats = options.chats;
    this._webSocket = options.webSocket;
  }

  begin(subscription: Subscription): void {
    this._webSocket.send(subscription.begin(this._isOlder));
  }

  /**
   * To be called when a subscription has ended.
   */
  end(subscription: Subscription): void {
    if (!this._isOlder || this._chats.of(subscription.chatId).length === 0) {
      this._webSocket.send(subscription.end());
    }
  }

  /**
   * Begin all anew, because there is another websocket and perhaps another server.
   */
  beginAnew(): void {
    this._isOlder = false;
    this._beginAll();
  }

  /**
   * To be called where the server refused a frame that was not a request.
   *
   * @returns Whether that was because of a path, and is mended.
   */
  mend({ code }: IErrorFrame): boolean {
    if (code !== 'bad_frame' || this._isOlder) {
      return false;
    }
    this._isOlder = true;
    this._beginAll();
    return true;
  }

  private _beginAll(): void {
    for (const one of this._chats) {
      this.begin(one);
    }
  }

  private readonly _chats: FollowedChats;
  private readonly _webSocket: WebSocketConnection;
  private _isOlder = false;
}

export namespace Subscriber {
  export interface IOptions {
    readonly chats: FollowedChats;
    readonly webSocket: WebSocketConnection;
  }
}

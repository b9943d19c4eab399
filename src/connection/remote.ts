import type { ServerConnection } from '@jupyterlab/services';
import { UUID } from '@lumino/coreutils';
import { DisposableDelegate, IDisposable } from '@lumino/disposable';
import { ISignal, Signal } from '@lumino/signaling';

import {
  IChatKey,
  IGeneration,
  IServerSource,
  IStopOptions,
  RequestRefused
} from '../generations';
import type {
  EndBy,
  IGenerationRecord,
  MoveTo,
  ServerFrame
} from '../protocol';
import { FollowedChats } from './followed-chats';
import { Polling } from './polling';
import { Requests } from './requests';
import { Subscriber } from './subscriber';
import { pathOf } from './subscription';
import { Warnings } from './warnings';
import { ConnectionState, WebSocketConnection } from './websocket';

/**
 * The generations of a Jupyter server, over one websocket for the page, with polling by REST while
 * that does not stand. It is opened with the first chat that is followed or the first request.
 */
export class RemoteGenerations implements IServerSource, IDisposable {
  constructor({ leaves, serverSettings }: RemoteGenerations.IOptions) {
    this._leaves = leaves;
    this._webSocket = new WebSocketConnection({ serverSettings });
    this._polling = new Polling({
      serverSettings,
      chats: this._chats
    });
    const webSocket = this._webSocket;
    this._requests = new Requests({ serverSettings, webSocket });
    this._subscriber = new Subscriber({ chats: this._chats, webSocket });
    this._webSocket.stateChanged.connect(this._onWebSocket, this);
    this._webSocket.received.connect(this._onReceived, this);
    this._webSocket.outdated.connect(this._onOutdated, this);
    this._polling.stateChanged.connect(this._onStateChanged, this);
    this._polling.received.connect(this._onReceived, this);
    this._polling.notFound.connect(this._onNotFound, this);
    this._requests.stopped.connect(this._onStopped, this);
    this._chats.changed.connect((_, chatId) => this._changed.emit(chatId));
    this._chats.ended.connect((_, record) => this._ended.emit(record));
    this._chats.told.connect((_, record) => this._told.emit(record));
  }

  get changed(): ISignal<this, string> {
    return this._changed;
  }

  get ended(): ISignal<this, IGeneration> {
    return this._ended;
  }

  get told(): ISignal<this, IGeneration> {
    return this._told;
  }

  get isReachable(): boolean {
    return this._webSocket.state !== 'down' || this._polling.state !== 'down';
  }

  get reachableChanged(): ISignal<this, boolean> {
    return this._reachableChanged;
  }

  get outdated(): ISignal<this, void> {
    return this._outdated;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  isKnown(chat: IChatKey): boolean {
    return this._chats.isKnown(chat);
  }

  live(chat: IChatKey): readonly IGeneration[] {
    return this._chats.live(chat);
  }

  follow(chat: IChatKey): IDisposable {
    const { id } = chat;
    if (id === undefined) {
      throw new Error('A chat is followed once it has an id.');
    }
    const [subscription, isNew] = this._chats.follow(id, chat);
    this._webSocket.start();
    if (isNew) {
      this._subscriber.begin(subscription);
      this._polling.refresh();
    }
    return new DisposableDelegate(() => {
      if (!this._chats.unfollow(subscription, chat)) {
        this._subscriber.end(subscription);
      }
    });
  }

  stop(
    chat: IChatKey,
    { generationIds, limit, promptIds, seen }: IStopOptions = {}
  ): Promise<readonly string[]> {
    return this._request(chat, {
      type: 'stop',
      ...(generationIds && { generation_ids: generationIds }),
      ...(promptIds?.length && { prompt_ids: promptIds }),
      ...(this._leaves?.() && { leaves_executions: true }),
      ...(limit && { limit }),
      ...(seen && { seen })
    });
  }

  regenerate(chat: IChatKey, promptId: string): Promise<readonly string[]> {
    return this._request(chat, { type: 'regenerate', prompt_id: promptId });
  }

  continueAnswer(
    chat: IChatKey,
    messageId: string
  ): Promise<readonly string[]> {
    return this._request(chat, { type: 'continue', message_id: messageId });
  }

  reload(chat: IChatKey): Promise<readonly string[]> {
    return this._request(chat, { type: 'reload' });
  }

  find(generationId: string): IGeneration | undefined {
    return this._chats.find(generationId);
  }

  end(
    chat: IChatKey,
    executionId: string,
    by: EndBy
  ): Promise<readonly string[]> {
    return this._request(chat, { type: 'end', execution_id: executionId, by });
  }

  move(
    chat: IChatKey,
    generationId: string,
    to: MoveTo
  ): Promise<readonly string[]> {
    return this._request(chat, {
      type: 'move',
      generation_id: generationId,
      to
    });
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._close();
    Signal.clearData(this);
  }

  /**
   * Send what is answered, and name the chat in it.
   */
  private _request(chat: IChatKey, asked: Asked): Promise<readonly string[]> {
    if (chat.id === undefined) {
      return Promise.reject(new RequestRefused('The chat is being opened.'));
    }
    const path = pathOf(chat);
    this._webSocket.start();
    return this._requests.send({
      ...asked,
      request_id: UUID.uuid4(),
      chat_id: chat.id,
      ...(path !== undefined && { chat_path: path })
    });
  }

  private _onWebSocket(_: WebSocketConnection, state: ConnectionState): void {
    if (state === 'open') {
      this._polling.pause();
      this._subscriber.beginAnew();
    } else {
      this._polling.start();
    }
    this._requests.resend();
    this._onStateChanged();
  }

  private _onStateChanged(): void {
    if (this._wasReachable !== this.isReachable) {
      this._wasReachable = this.isReachable;
      this._reachableChanged.emit(this.isReachable);
    }
  }

  private _onReceived(_: unknown, frame: ServerFrame): void {
    this._wasThere = true;
    if (frame.type === 'generations') {
      this._chats.replace(frame);
    } else if (frame.type === 'generation') {
      this._chats.apply(frame.generation);
    } else if (frame.type === 'error' && frame.request_id === undefined) {
      if (!this._subscriber.mend(frame)) {
        this._warnings.warn('The server has refused a frame.', frame.text);
      }
    }
  }

  private _onStopped(
    _: Requests,
    generations: readonly IGenerationRecord[]
  ): void {
    this._polling.outdate();
    // A websocket that stands tells of them, and has told of what is newer.
    if (this._webSocket.state !== 'open') {
      generations.forEach(record => this._chats.apply(record));
    }
    this._polling.refresh();
  }

  private _onOutdated(): void {
    this._wasThere = true;
    if (!this._isOutdated) {
      this._isOutdated = true;
      this._outdated.emit();
    }
  }

  /**
   * Nobody answers at our addresses, neither by websocket nor by REST. A server that is started
   * anew may do so for a while.
   */
  private _onNotFound(): void {
    if (this._wasThere || this._isDisposed) {
      return;
    }
    console.warn(NOT_THERE);
    this._close();
  }

  private _close(): void {
    this._requests.dispose();
    this._polling.dispose();
    this._webSocket.dispose();
  }

  private readonly _leaves: RemoteGenerations.IOptions['leaves'];
  private readonly _webSocket: WebSocketConnection;
  private readonly _polling: Polling;
  private readonly _requests: Requests;
  private readonly _subscriber: Subscriber;
  private readonly _chats = new FollowedChats();
  private readonly _warnings = new Warnings();
  private _isOutdated = false;
  private _isDisposed = false;
  /**
   * Whether our half of the server has ever said something.
   */
  private _wasThere = false;
  private _wasReachable = true;
  private readonly _reachableChanged = new Signal<this, boolean>(this);
  private readonly _outdated = new Signal<this, void>(this);
  private readonly _changed = new Signal<this, string>(this);
  private readonly _ended = new Signal<this, IGeneration>(this);
  private readonly _told = new Signal<this, IGeneration>(this);
}

export namespace RemoteGenerations {
  export interface IOptions {
    readonly serverSettings: ServerConnection.ISettings;
    /**
     * Whether what runs in kernels is to go on after a stop; without it nothing is.
     */
    readonly leaves?: () => boolean;
  }
}

/**
 * A request without what names it and its chat.
 */
type Asked = Requests.Frame extends infer T
  ? T extends Requests.Frame
    ? Omit<T, 'request_id' | 'chat_id' | 'chat_path'>
    : never
  : never;

const NOT_THERE =
  'The server half of jupyter-stop-stream is not there (or is switched off). Chats are left as they are.';

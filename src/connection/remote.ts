import { UUID } from '@lumino/coreutils';
import { DisposableDelegate, IDisposable } from '@lumino/disposable';
import { ISignal, Signal } from '@lumino/signaling';

import { GenerationStore, IGenerations, IStopOptions } from '../generations';
import type { IGenerationRecord, ServerFrame } from '../protocol';
import type { IConnection } from './connection';
import { Requests } from './requests';

/**
 * The generations of a Jupyter server, over the page's connection, which is opened with the first
 * chat that is followed or the first request.
 */
export class RemoteGenerations implements IGenerations, IDisposable {
  constructor(connection: IConnection) {
    this._connection = connection;
    this._requests = new Requests(connection);
    connection.opened.connect(this._onOpened, this);
    connection.received.connect(this._onReceived, this);
    connection.stateChanged.connect(this._onStateChanged, this);
    this._store.changed.connect((_, chatId) => this._changed.emit(chatId));
    this._store.ended.connect((_, record) => this._ended.emit(record));
    this._store.told.connect((_, record) => this._told.emit(record));
  }

  get changed(): ISignal<this, string> {
    return this._changed;
  }

  get ended(): ISignal<this, IGenerationRecord> {
    return this._ended;
  }

  get told(): ISignal<this, IGenerationRecord> {
    return this._told;
  }

  get isReachable(): boolean {
    return this._connection.state !== 'down';
  }

  get reachableChanged(): ISignal<this, boolean> {
    return this._reachableChanged;
  }

  get isDisposed(): boolean {
    return this._requests.isDisposed;
  }

  live(chatId: string | undefined): readonly IGenerationRecord[] {
    return chatId === undefined ? [] : this._store.live(chatId);
  }

  follow(chatId: string): IDisposable {
    const followers = (this._followers.get(chatId) ?? 0) + 1;
    this._followers.set(chatId, followers);
    this._connection.start();
    if (followers === 1) {
      this._connection.send({ type: 'subscribe', chat_id: chatId });
    }
    return new DisposableDelegate(() => this._unfollow(chatId));
  }

  stop(chatId: string, options: IStopOptions = {}): Promise<readonly string[]> {
    const { generationIds, seen } = options;
    this._connection.start();
    return this._requests.send({
      type: 'stop',
      request_id: UUID.uuid4(),
      chat_id: chatId,
      ...(generationIds && { generation_ids: generationIds }),
      ...(seen && { seen })
    });
  }

  regenerate(chatId: string, promptId: string): Promise<readonly string[]> {
    this._connection.start();
    return this._requests.send({
      type: 'regenerate',
      request_id: UUID.uuid4(),
      chat_id: chatId,
      prompt_id: promptId
    });
  }

  reload(chatId: string): Promise<readonly string[]> {
    this._connection.start();
    return this._requests.send({
      type: 'reload',
      request_id: UUID.uuid4(),
      chat_id: chatId
    });
  }

  dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this._requests.dispose();
    this._connection.dispose();
    Signal.clearData(this);
  }

  private _unfollow(chatId: string): void {
    const followers = (this._followers.get(chatId) ?? 0) - 1;
    if (followers > 0) {
      this._followers.set(chatId, followers);
      return;
    }
    this._followers.delete(chatId);
    this._connection.send({ type: 'unsubscribe', chat_id: chatId });
    this._store.release(chatId);
  }

  private _onOpened(): void {
    for (const chatId of this._followers.keys()) {
      this._connection.send({ type: 'subscribe', chat_id: chatId });
    }
    this._requests.resend();
  }

  private _onStateChanged(): void {
    if (this._wasReachable !== this.isReachable) {
      this._wasReachable = this.isReachable;
      this._reachableChanged.emit(this.isReachable);
    }
  }

  private _onReceived(_: IConnection, frame: ServerFrame): void {
    if (frame.type === 'generations') {
      if (this._followers.has(frame.chat_id)) {
        this._store.replace(frame.chat_id, frame.generations);
      }
    } else if (frame.type === 'generation') {
      // What is not followed any more may still be told of, and nobody would tell of its end.
      if (this._followers.has(frame.generation.chat_id)) {
        this._store.apply(frame.generation);
      }
    }
  }

  private readonly _connection: IConnection;
  private readonly _requests: Requests;
  private readonly _store = new GenerationStore();
  private readonly _followers = new Map<string, number>();
  private _wasReachable = true;
  private readonly _reachableChanged = new Signal<this, boolean>(this);
  private readonly _changed = new Signal<this, string>(this);
  private readonly _ended = new Signal<this, IGenerationRecord>(this);
  private readonly _told = new Signal<this, IGenerationRecord>(this);
}

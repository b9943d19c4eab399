import type { IDisposable } from '@lumino/disposable';
import { ISignal, Signal } from '@lumino/signaling';

import type { EndBy, MoveTo } from '../protocol';
import type { IGeneration } from './generation';
import { mineIn } from './mine';
import type {
  IChatKey,
  IGenerations,
  IPageSource,
  IServerSource,
  ISource,
  IStopOptions
} from './tokens';

/**
 * The generations of the server and, once there are any, of the models that run in the page.
 */
export class JoinedGenerations implements IGenerations {
  constructor(server: IServerSource) {
    this._server = server;
    this._join(server);
    server.reachableChanged.connect((_, is) => this._reachable.emit(is));
    server.outdated.connect(() => this._outdated.emit());
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
    return this._server.isReachable;
  }

  get reachableChanged(): ISignal<this, boolean> {
    return this._reachable;
  }

  get outdated(): ISignal<this, void> {
    return this._outdated;
  }

  /**
   * Take the models that run in the page too. To be called once.
   */
  add(page: IPageSource): void {
    this._page = page;
    this._join(page);
  }

  isKnown(chat: IChatKey): boolean {
    return this._server.isKnown(chat) || !!this._page?.isKnown(chat);
  }

  live(chat: IChatKey): readonly IGeneration[] {
    const ofServer = this._server.live(chat);
    const ofPage = this._page?.live(chat) ?? [];
    if (ofPage.length === 0 || ofServer.length === 0) {
      return ofPage.length === 0 ? ofServer : ofPage;
    }
    const known = this._lists.get(ofServer);
    if (known?.ofPage === ofPage) {
      return known.all;
    }
    const all = [...ofServer, ...ofPage];
    all.sort((a, b) => a.started_at - b.started_at);
    this._lists.set(ofServer, { ofPage, all });
    return all;
  }

  follow(chat: IChatKey): IDisposable {
    // Of the page all is known.
    return this._server.follow(chat);
  }

  /**
   * The server is asked where it may have something to stop: what is named and not of the page, or
   * where nothing is named, mine of what it has told, or where it knows the chat a prompt that is on
   * its way to it.
   */
  async stop(
    chat: IChatKey,
    options: IStopOptions = {}
  ): Promise<readonly string[]> {
    const { generationIds, limit, promptIds = [] } = options;
    const ofPage = (this._page?.live(chat) ?? [])
      .map(one => one.generation_id)
      .filter(id => generationIds?.includes(id) ?? true);
    if (ofPage.length === 0) {
      return this._server.stop(chat, options);
    }
    const stopped = this._page?.stop(chat, { generationIds: ofPage, limit });
    const rest = generationIds?.filter(id => !ofPage.includes(id));
    const isForServer = rest
      ? rest.length > 0
      : (promptIds.length > 0 && this._server.isKnown(chat)) ||
        mineIn(this._server, chat).length > 0;
    const ofServer = isForServer
      ? await this._server.stop(chat, {
          ...options,
          ...(rest && { generationIds: rest })
        })
      : [];
    return [...((await stopped) ?? []), ...ofServer];
  }

  canRegenerate(promptId: string): boolean {
    return !!this._page?.canRegenerate(promptId);
  }

  regenerate(chat: IChatKey, promptId: string): Promise<readonly string[]> {
    return this._page?.canRegenerate(promptId)
      ? this._page.regenerate(chat, promptId)
      : this._server.regenerate(chat, promptId);
  }

  reload(chat: IChatKey): Promise<readonly string[]> {
    return this._server.reload(chat);
  }

  continueAnswer(
    chat: IChatKey,
    messageId: string
  ): Promise<readonly string[]> {
    return this._server.continueAnswer(chat, messageId);
  }

  find(generationId: string): IGeneration | undefined {
    return this._server.find(generationId);
  }

  end(
    chat: IChatKey,
    executionId: string,
    by: EndBy
  ): Promise<readonly string[]> {
    return this._server.end(chat, executionId, by);
  }

  move(
    chat: IChatKey,
    generationId: string,
    to: MoveTo
  ): Promise<readonly string[]> {
    return this._server.move(chat, generationId, to);
  }

  private _join(source: ISource): void {
    source.changed.connect((_, chatId) => this._changed.emit(chatId));
    source.ended.connect((_, record) => this._ended.emit(record));
    source.told.connect((_, record) => this._told.emit(record));
  }

  private readonly _server: IServerSource;
  private _page: IPageSource | null = null;
  /**
   * Of a list of the server's, that with the page's in it.
   */
  private readonly _lists = new WeakMap<
    readonly IGeneration[],
    { readonly ofPage: readonly IGeneration[]; readonly all: IGeneration[] }
  >();
  private readonly _changed = new Signal<this, string>(this);
  private readonly _ended = new Signal<this, IGeneration>(this);
  private readonly _told = new Signal<this, IGeneration>(this);
  private readonly _reachable = new Signal<this, boolean>(this);
  private readonly _outdated = new Signal<this, void>(this);
}

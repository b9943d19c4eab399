import type { IChatModel } from '@jupyter/chat';
import type { TranslationBundle } from '@jupyterlab/translation';
import { DisposableDelegate, IDisposable } from '@lumino/disposable';
import { ISignal, Signal } from '@lumino/signaling';

import { AskedStops } from './asked-stops';
import { inWords } from './in-words';
import { LateNotice } from './late-notice';
import type { INotices } from './notices';
import { ReloadOffers } from './reload-offers';
import type { IChatGates, IGenerations, IStopActions } from './tokens';

/**
 * What a person can do, with what has to happen in which order.
 */
export class StopActions implements IStopActions {
  constructor(options: StopActions.IOptions) {
    this.generations = options.generations;
    this._gates = options.gates;
    this._notices = options.notices;
    this._trans = options.trans;
    this._offers = new ReloadOffers(options);
    this._asked = new AskedStops(chatId =>
      this._tellLate({
        down: this._trans.__(
          'The server cannot be reached. The text is frozen, and the stop is sent as soon as there is a connection.'
        ),
        late: this._trans.__(
          'The server does not answer. The text is frozen, and the stop is sent again until it does.'
        ),
        tell: message => this._note(chatId, message)
      })
    );
    this._asked.changed.connect((_, chatId) => this._changed.emit(chatId));
    this.generations.ended.connect((_, ended) =>
      this._forced.delete(ended.generation_id)
    );
  }

  readonly generations: IGenerations;

  get changed(): ISignal<this, string> {
    return this._changed;
  }

  get chats(): readonly IChatModel[] {
    return [...this._chats];
  }

  get chatsChanged(): ISignal<this, void> {
    return this._chatsChanged;
  }

  isStopping(chatId: string, generationIds?: readonly string[]): boolean {
    return generationIds
      ? this._asked.covers(chatId, generationIds)
      : this._asked.has(chatId);
  }

  noteOf(chatId: string): string | null {
    return this._notes.get(chatId) ?? null;
  }

  stop(model: IChatModel, generationIds?: readonly string[]): void {
    const chatId = model.id;
    if (chatId === undefined) {
      return;
    }
    const meant = this.generations
      .live(chatId)
      .filter(one => generationIds?.includes(one.generation_id) ?? one.is_mine);
    if (generationIds && meant.length === 0) {
      // What was named has ended; without ids, one may have begun that is not known here yet.
      return;
    }
    const ids = meant.map(one => one.generation_id);
    // Before anything is sent: from here on nothing more reaches the page.
    const seen = this._gates.gateOf(model).shut(meant);
    if (meant.length > 0 && meant.every(one => one.state === 'stopping')) {
      this._press(model, chatId, ids);
    } else if (!this._asked.covers(chatId, ids)) {
      const request = this.generations.stop(chatId, {
        ...(generationIds && { generationIds: ids }),
        seen
      });
      void this._waitForStop(model, request, this._asked.add(chatId, ids), ids);
    }
  }

  reload(model: IChatModel): void {
    if (model.id !== undefined) {
      void this._wait(this.generations.reload(model.id), why =>
        this._trans.__('The persona was not reloaded. %1', why)
      );
    }
  }

  regenerate(model: IChatModel, promptId: string): void {
    if (model.id !== undefined) {
      void this._wait(this.generations.regenerate(model.id, promptId), why =>
        this._trans.__('The prompt was not asked again. %1', why)
      );
    }
  }

  reveal(model: IChatModel, generationId: string, isShown: boolean): void {
    this._gates.gateOf(model).reveal(generationId, isShown);
  }

  isRevealed(model: IChatModel, generationId: string): boolean {
    return this._gates.gateOf(model).isRevealed(generationId);
  }

  watch(model: IChatModel): void {
    this._gates.gateOf(model);
    if (this._watched.has(model)) {
      return;
    }
    this._watched.add(model);
    this._chats.add(model);
    model.disposed?.connect(() => {
      this._chats.delete(model);
      this._chatsChanged.emit();
    });
    this._chatsChanged.emit();
    void model.ready.then(() => {
      if (model.id === undefined || model.isDisposed) {
        return;
      }
      const following = this.generations.follow(model.id);
      model.disposed?.connect(() => following.dispose());
    });
  }

  /**
   * Stop was pressed while the server is stopping all of mine already.
   */
  private _press(
    model: IChatModel,
    chatId: string,
    generationIds: readonly string[]
  ): void {
    if (generationIds.every(id => this._forced.has(id))) {
      this._offers.make(chatId, () => this.reload(model));
      return;
    }
    generationIds.forEach(id => this._forced.add(id));
    void this._wait(this.generations.stop(chatId, { generationIds }), why =>
      this._trans.__('The answer was not forced to end. %1', why)
    );
  }

  private async _waitForStop(
    model: IChatModel,
    request: Promise<unknown>,
    asked: IDisposable,
    ids: readonly string[]
  ): Promise<void> {
    try {
      await request;
    } catch (reason) {
      // The answer goes on, so it is shown: the screen must not claim otherwise.
      const gate = this._gates.gateOf(model);
      ids.forEach(generationId => gate.open(generationId));
      this._notices.fail(
        this._trans.__(
          'The answer was not stopped. %1',
          inWords(reason, this._trans)
        )
      );
    } finally {
      asked.dispose();
    }
  }

  private async _wait(
    request: Promise<unknown>,
    failed: (why: string) => string
  ): Promise<void> {
    const late = this._tellLate({
      down: this._trans.__(
        'The server cannot be reached. The request is sent as soon as there is a connection.'
      ),
      late: this._trans.__(
        'There is no answer yet. The request is sent again until there is.'
      ),
      tell: message => this._notices.warn(message)
    });
    try {
      await request;
    } catch (reason) {
      this._notices.fail(failed(inWords(reason, this._trans)));
    } finally {
      late.dispose();
    }
  }

  private _tellLate(
    options: Omit<LateNotice.IOptions, 'generations'>
  ): IDisposable {
    return new LateNotice({ generations: this.generations, ...options });
  }

  /**
   * In the chat and not as a notification: what that is drawn with would have to be loaded from
   * the very server that does not answer.
   */
  private _note(chatId: string, message: string): IDisposable {
    this._notes.set(chatId, message);
    this._changed.emit(chatId);
    return new DisposableDelegate(() => {
      this._notes.delete(chatId);
      this._changed.emit(chatId);
    });
  }

  private readonly _gates: IChatGates;
  private readonly _notices: INotices;
  private readonly _trans: TranslationBundle;
  private readonly _offers: ReloadOffers;
  private readonly _asked: AskedStops;
  private readonly _notes = new Map<string, string>();
  private readonly _forced = new Set<string>();
  private readonly _chats = new Set<IChatModel>();
  private readonly _chatsChanged = new Signal<this, void>(this);
  private readonly _watched = new WeakSet<IChatModel>();
  private readonly _changed = new Signal<this, string>(this);
}

export namespace StopActions {
  export interface IOptions {
    readonly generations: IGenerations;
    readonly gates: IChatGates;
    readonly notices: INotices;
    readonly trans: TranslationBundle;
  }
}

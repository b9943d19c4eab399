import type { IChatModel } from '@jupyter/chat';
import type { TranslationBundle } from '@jupyterlab/translation';
import { ISignal, Signal } from '@lumino/signaling';

import type { IChatGates, IGenerations, IStopActions } from './tokens';

/**
 * What a person can do, with what has to happen in which order.
 */
export class StopActions implements IStopActions {
  constructor(options: StopActions.IOptions) {
    this.generations = options.generations;
    this._gates = options.gates;
    this._notify = options.notify;
    this._trans = options.trans;
  }

  readonly generations: IGenerations;

  get changed(): ISignal<this, string> {
    return this._changed;
  }

  isStopping(chatId: string): boolean {
    return this._asked.has(chatId);
  }

  stop(model: IChatModel): void {
    const chatId = model.id;
    if (chatId === undefined) {
      return;
    }
    const mine = this.generations.live(chatId).filter(one => one.is_mine);
    // Before anything is sent: from here on nothing more reaches the page.
    const seen = this._gates.gateOf(model).shut(mine);
    void this._ask(model, chatId, {
      request: this.generations.stop(chatId, { seen }),
      shut: mine.map(one => one.generation_id)
    });
  }

  regenerate(model: IChatModel, promptId: string): void {
    if (model.id === undefined) {
      return;
    }
    this.generations.regenerate(model.id, promptId).catch(reason => {
      this._notify(
        this._trans.__(
          'The prompt was not asked again. %1',
          Private.why(reason)
        )
      );
    });
  }

  reveal(model: IChatModel, generationId: string, isShown: boolean): void {
    this._gates.gateOf(model).reveal(generationId, isShown);
  }

  watch(model: IChatModel): void {
    this._gates.gateOf(model);
    if (this._watched.has(model)) {
      return;
    }
    this._watched.add(model);
    void model.ready.then(() => {
      if (model.id === undefined || model.isDisposed) {
        return;
      }
      const following = this.generations.follow(model.id);
      model.disposed?.connect(() => following.dispose());
    });
  }

  private async _ask(
    model: IChatModel,
    chatId: string,
    stop: Private.IStop
  ): Promise<void> {
    // Once, however often it is pressed.
    const late = this.isStopping(chatId)
      ? undefined
      : setTimeout(() => {
          this._notify(
            this._trans.__(
              'The server does not answer. The text is frozen, and the stop is sent again until it does.'
            )
          );
        }, Private.LATE_MS);
    this._setAsked(chatId, 1);
    try {
      await stop.request;
    } catch (reason) {
      // The answer goes on, so it is shown: the screen must not claim otherwise.
      const gate = this._gates.gateOf(model);
      stop.shut.forEach(generationId => gate.open(generationId));
      this._notify(
        this._trans.__('The answer was not stopped. %1', Private.why(reason))
      );
    } finally {
      clearTimeout(late);
      this._setAsked(chatId, -1);
    }
  }

  private _setAsked(chatId: string, change: 1 | -1): void {
    const count = (this._asked.get(chatId) ?? 0) + change;
    if (count > 0) {
      this._asked.set(chatId, count);
    } else {
      this._asked.delete(chatId);
    }
    this._changed.emit(chatId);
  }

  private readonly _gates: IChatGates;
  private readonly _notify: (message: string) => void;
  private readonly _trans: TranslationBundle;
  private readonly _asked = new Map<string, number>();
  private readonly _watched = new WeakSet<IChatModel>();
  private readonly _changed = new Signal<this, string>(this);
}

export namespace StopActions {
  export interface IOptions {
    readonly generations: IGenerations;
    readonly gates: IChatGates;
    /**
     * Tells the person what failed.
     */
    readonly notify: (message: string) => void;
    readonly trans: TranslationBundle;
  }
}

namespace Private {
  /**
   * When a person is told that a stop has not been answered, in milliseconds.
   */
  export const LATE_MS = 3000;

  export interface IStop {
    readonly request: Promise<readonly string[]>;
    /**
     * The generations that were frozen for it.
     */
    readonly shut: readonly string[];
  }

  export function why(reason: unknown): string {
    return reason instanceof Error ? reason.message : String(reason);
  }
}

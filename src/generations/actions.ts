import type { IChatModel } from '@jupyter/chat';
import type { TranslationBundle } from '@jupyterlab/translation';
import { DisposableSet } from '@lumino/disposable';
import { ISignal, Signal } from '@lumino/signaling';

import type { IChatAnswers } from './answers';
import type { EndBy, ILimit, IRunning, MoveTo } from '../protocol';
import type { IGeneration } from './generation';
import { inWords } from './in-words';
import type { INotices } from './notices';
import { sentPrompts } from './sent-prompts';
import { Stop, STOP_STATES } from './stop';
import type {
  IChatGates,
  IGenerations,
  IStopActions,
  IStopOptions
} from './tokens';
import { untilAnswered } from './unanswered';

/**
 * What a person can do, with what has to happen in which order.
 */
export class StopActions implements IStopActions {
  constructor(options: StopActions.IOptions) {
    this._options = options;
  }

  get generations(): IGenerations {
    return this._options.generations;
  }

  get changed(): ISignal<this, string> {
    return this._changed;
  }

  get chats(): readonly IChatModel[] {
    return [...this._watched.keys()];
  }

  get chatsChanged(): ISignal<this, void> {
    return this._chatsChanged;
  }

  answersIn(model: IChatModel): IChatAnswers {
    return this._options.gates.gateOf(model).answers;
  }

  writtenOf(model: IChatModel, { reply_ids }: IGeneration): number {
    const gate = this._options.gates.gateOf(model);
    return reply_ids.reduce(
      (sum, id) => sum + gate.textsOf(id).written.length,
      0
    );
  }

  isStopping(model: IChatModel, generationIds: readonly string[]): boolean {
    if (generationIds.length === 0) {
      return false;
    }
    const stopping = this.generations
      .live(model)
      .filter(one => one.state === 'stopping')
      .map(one => one.generation_id);
    return generationIds.every(
      id => stopping.includes(id) || this._isAsked(model, [id])
    );
  }

  noteOf(model: IChatModel): string | null {
    return this._stopsIn(model).find(one => one.note !== null)?.note ?? null;
  }

  stop(
    model: IChatModel,
    generationIds?: readonly string[],
    limit?: ILimit
  ): void {
    if (model.id === undefined) {
      return;
    }
    const live = this.generations.live(model);
    const meant = live.filter(
      one => generationIds?.includes(one.generation_id) ?? one.is_mine
    );
    if (generationIds && meant.length === 0) {
      // What was named has ended; without ids, one may have begun that is not known here yet.
      return;
    }
    const ids = meant.map(one => one.generation_id);
    // Before anything is sent: from here on nothing more reaches the page.
    const seen = this._options.gates.gateOf(model).shut(meant);
    if (meant.length > 0 && meant.every(one => one.state === 'stopping')) {
      if (!limit && meant.some(one => one.can_force !== false)) {
        this._press(model, ids);
      }
    } else if (!this._isAsked(model, ids)) {
      this._add(model, ids, {
        ...(generationIds ? { generationIds: ids } : this._sent(model, live)),
        ...(limit && { limit }),
        seen
      });
    }
  }

  async untilHeard(model: IChatModel): Promise<boolean> {
    const stops = this._stopsIn(model);
    const heard = await Promise.all(stops.map(one => one.isHeard));
    return heard.every(Boolean);
  }

  reload(model: IChatModel): void {
    const { generations, trans } = this._options;
    if (model.id !== undefined) {
      void this._ask(generations.reload(model), why =>
        trans.__('The persona was not reloaded. %1', why)
      );
    }
  }

  end(model: IChatModel, one: IRunning, by: EndBy): void {
    void this._end(model, one, by);
  }

  move(model: IChatModel, generationId: string, to: MoveTo): Promise<boolean> {
    const { generations, trans } = this._options;
    return this._ask(generations.move(model, generationId, to), why =>
      to === 'front'
        ? trans.__('The prompt was not sent first. %1', why)
        : trans.__('The prompt was not taken back. %1', why)
    );
  }

  regenerate(model: IChatModel, promptId: string): void {
    const { generations, trans } = this._options;
    if (model.id !== undefined) {
      void this._ask(generations.regenerate(model, promptId), why =>
        trans.__('The prompt was not asked again. %1', why)
      );
    }
  }

  continueAnswer(model: IChatModel, messageId: string): void {
    const { generations, trans } = this._options;
    if (model.id !== undefined) {
      void this._ask(generations.continueAnswer(model, messageId), why =>
        trans.__('The answer was not gone on from. %1', why)
      );
    }
  }

  reveal(model: IChatModel, generationId: string, isShown: boolean): void {
    this._options.gates.gateOf(model).reveal(generationId, isShown);
  }

  watch(model: IChatModel): void {
    if (this._watched.has(model) || model.isDisposed) {
      return;
    }
    this._options.gates.gateOf(model);
    this._watched.set(model, new DisposableSet());
    model.disposed?.connect(this._onChatDisposed, this);
    this._chatsChanged.emit();
    void model.ready.then(() => {
      if (model.id !== undefined) {
        this._watched.get(model)?.add(this.generations.follow(model));
        // Another view of the same chat may have told already what goes on in it.
        this._emitChanged(model);
      }
    });
  }

  private async _end(
    model: IChatModel,
    { execution_id, notebook }: IRunning,
    by: EndBy
  ): Promise<void> {
    const { generations, notices, trans } = this._options;
    const isWanted =
      by !== 'restart' ||
      (await notices.confirm({
        title: trans.__('Restart Kernel?'),
        body: trans.__(
          'Do you want to restart the kernel of %1? All variables will be lost.',
          notebook ?? trans.__('this cell')
        ),
        accept: trans.__('Restart'),
        cancel: trans.__('Cancel')
      }));
    if (isWanted) {
      void this._ask(generations.end(model, execution_id, by), why =>
        trans.__('What runs was not ended. %1', why)
      );
    }
  }

  /**
   * Stop was pressed while the server is stopping all that is meant. Where nobody asked for that
   * here, somebody else did.
   */
  private _press(model: IChatModel, generationIds: readonly string[]): void {
    const stops = this._stopsIn(model);
    const stop =
      furthest(stops.filter(one => one.covers(generationIds))) ??
      this._add(model, generationIds, null);
    stop.press();
    if (stop.state === 'offered') {
      // One offer a chat.
      stops.forEach(one => one !== stop && one.withdraw());
    }
  }

  private _add(
    model: IChatModel,
    generationIds: readonly string[],
    request: IStopOptions | null
  ): Stop {
    const stop = new Stop({
      ...this._options,
      gate: this._options.gates.gateOf(model),
      generationIds,
      model,
      reload: () => this.reload(model),
      request
    });
    this._stops.add(stop);
    stop.changed.connect(this._onStopChanged, this);
    this._emitChanged(model);
    return stop;
  }

  private _sent(model: IChatModel, live: readonly IGeneration[]): IStopOptions {
    const promptIds = sentPrompts(model, live, this.answersIn(model));
    return promptIds.length > 0 ? { promptIds } : {};
  }

  /**
   * Whether a stop of all of these was asked for and not answered.
   */
  private _isAsked(
    model: IChatModel,
    generationIds: readonly string[]
  ): boolean {
    const asked = this._stopsIn(model).filter(one => one.state === 'asked');
    return (
      asked.length > 0 &&
      generationIds.every(id => asked.some(one => one.covers([id])))
    );
  }

  private _stopsIn(model: IChatModel): readonly Stop[] {
    return [...this._stops].filter(one => one.model === model);
  }

  private _onStopChanged(stop: Stop): void {
    if (stop.isOver) {
      this._remove(stop);
    }
    this._emitChanged(stop.model);
  }

  private _onChatDisposed(model: IChatModel): void {
    model.disposed?.disconnect(this._onChatDisposed, this);
    const following = this._watched.get(model);
    this._watched.delete(model);
    this._stopsIn(model).forEach(stop => this._remove(stop));
    this._chatsChanged.emit();
    // Whoever goes on to follow a chat that is closed has begun to by now.
    following?.dispose();
  }

  private _remove(stop: Stop): void {
    this._stops.delete(stop);
    stop.dispose();
  }

  private _emitChanged({ id }: IChatModel): void {
    if (id !== undefined) {
      this._changed.emit(id);
    }
  }

  private _ask(
    request: Promise<unknown>,
    failed: (why: string) => string
  ): Promise<boolean> {
    const { generations, notices, trans } = this._options;
    return untilAnswered(request, {
      generations,
      unreachable: trans.__(
        'The server cannot be reached. The request is sent as soon as there is a connection.'
      ),
      silent: trans.__(
        'There is no answer yet. The request is sent again until there is.'
      ),
      tell: message => notices.warn(message),
      onFailed: reason => notices.fail(failed(inWords(reason, trans)))
    });
  }

  private readonly _options: StopActions.IOptions;
  private readonly _stops = new Set<Stop>();
  private readonly _watched = new Map<IChatModel, DisposableSet>();
  private readonly _chatsChanged = new Signal<this, void>(this);
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

/**
 * The stop that was pressed most often.
 */
function furthest(stops: readonly Stop[]): Stop | undefined {
  const [first] = [...stops].sort(
    (a, b) => STOP_STATES.indexOf(b.state) - STOP_STATES.indexOf(a.state)
  );
  return first;
}

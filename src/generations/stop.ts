import type { IChatModel } from '@jupyter/chat';
import type { TranslationBundle } from '@jupyterlab/translation';
import { DisposableDelegate, IDisposable } from '@lumino/disposable';
import { ISignal, Signal } from '@lumino/signaling';

import type { IGeneration } from './generation';
import { inWords } from './in-words';
import type { INotices } from './notices';
import type { IChatGate, IGenerations, IStopOptions } from './tokens';
import { untilAnswered } from './unanswered';

/**
 * How far a stop is, in order: asked for and not answered; taken up by the server; forced by a
 * second press; not over in spite of that, so that it was offered to reload the personas.
 */
export const STOP_STATES = ['asked', 'stopping', 'forced', 'offered'] as const;
export type StopState = (typeof STOP_STATES)[number];

/**
 * One stop of some generations of a chat, from the press to their ends, with all that a person is
 * told of it.
 */
export class Stop implements IDisposable {
  constructor(options: Stop.IOptions) {
    this._options = options;
    this._state = options.request ? 'asked' : 'stopping';
    options.generations.told.connect(this._onTold, this);
    this.isHeard = options.request
      ? this._send(options.request, reason => this._onRefused(reason))
      : Promise.resolve(true);
  }

  /**
   * Resolved when it is answered: with whether the server has accepted it.
   */
  readonly isHeard: Promise<boolean>;

  get model(): IChatModel {
    return this._options.model;
  }

  get state(): StopState {
    return this._state;
  }

  /**
   * What has to be said in the chat while the server does not answer. Not by a notification: what
   * that is drawn with would have to be loaded from the very server that does not answer.
   */
  get note(): string | null {
    return this._note;
  }

  /**
   * Whether nothing is to come of it and nothing is shown of it: it was answered, its generations
   * have ended, no offer stands.
   */
  get isOver(): boolean {
    const { generationIds } = this._options;
    return (
      this._unanswered === 0 &&
      !this._offer &&
      (this._state === 'asked' ||
        generationIds.every(id => this._ended.has(id)))
    );
  }

  /**
   * Emitted when its state, its note, or whether it is over changed.
   */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /**
   * Whether it is a stop of all of these.
   */
  covers(generationIds: readonly string[]): boolean {
    return generationIds.every(id => this._options.generationIds.includes(id));
  }

  /**
   * Stop was pressed again while the server is stopping all that this is a stop of: force it, and
   * after that offer to reload the personas, in the place of an offer that stands.
   */
  press(): void {
    const { generationIds, generations, model, notices, trans } = this._options;
    if (this._state === 'forced' || this._state === 'offered') {
      const canReload = generations
        .live(model)
        .some(
          ({ can_reload, generation_id: id }) =>
            can_reload !== false && generationIds.includes(id)
        );
      if (canReload) {
        this._makeOffer();
      }
      return;
    }
    this._state = 'forced';
    void this._send({ generationIds }, reason =>
      notices.fail(
        trans.__('The answer was not forced to end. %1', inWords(reason, trans))
      )
    );
  }

  /**
   * Take back the offer to reload, if it stands.
   */
  withdraw(): void {
    if (this._offer) {
      this._offer.dispose();
      this._offer = null;
      this._changed.emit();
    }
  }

  /**
   * To be called when it is over or its chat is closed. Calling it twice is fine. What fails after
   * that is still told.
   */
  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._offer?.dispose();
    Signal.disconnectReceiver(this);
    Signal.clearData(this);
  }

  private async _send(
    request: IStopOptions,
    onFailed: (reason: unknown) => void
  ): Promise<boolean> {
    const { generations, model, trans } = this._options;
    this._unanswered += 1;
    const isAccepted = await untilAnswered(generations.stop(model, request), {
      generations,
      unreachable: trans.__(
        'The server cannot be reached. The text is frozen, and the stop is sent as soon as there is a connection.'
      ),
      silent: trans.__(
        'The server does not answer. The text is frozen, and the stop is sent again until it does.'
      ),
      tell: message => this._tell(message),
      onFailed
    });
    this._unanswered -= 1;
    if (isAccepted && this._state === 'asked') {
      this._state = 'stopping';
    }
    this._changed.emit();
    return isAccepted;
  }

  /**
   * What goes on is shown: the screen must not claim otherwise. What the page itself was asked is
   * stopped, whatever the server says.
   */
  private _onRefused(reason: unknown): void {
    const { gate, generationIds, generations, model, notices, trans } =
      this._options;
    const stopping = generations
      .live(model)
      .filter(one => one.state === 'stopping')
      .map(one => one.generation_id);
    generationIds
      .filter(id => !stopping.includes(id) && !this._ended.has(id))
      .forEach(id => gate.open(id));
    notices.fail(
      trans.__('The answer was not stopped. %1', inWords(reason, trans))
    );
  }

  private _makeOffer(): void {
    const { notices, reload, trans } = this._options;
    this._state = 'offered';
    this._offer?.dispose();
    this._offer = notices.warn(
      trans.__('The answer does not end. Reload the persona?'),
      { label: trans.__('Reload'), act: reload }
    );
    this._changed.emit();
  }

  /**
   * What was given up has ended for the server, but may still be running: the offer stands until
   * that is known to have ended after all.
   */
  private _onTold(_: unknown, told: IGeneration): void {
    const { generation_id: id, receipt, state } = told;
    if (state !== 'ended' || !this._options.generationIds.includes(id)) {
      return;
    }
    this._ended.add(id);
    if (receipt === 'detached') {
      this._givenUp.add(id);
    } else {
      this._givenUp.delete(id);
    }
    const { generationIds } = this._options;
    if (
      generationIds.every(one => this._ended.has(one)) &&
      this._givenUp.size === 0
    ) {
      this.withdraw();
    }
    this._changed.emit();
  }

  private _tell(message: string): IDisposable {
    this._note = message;
    this._changed.emit();
    return new DisposableDelegate(() => {
      this._note = null;
      this._changed.emit();
    });
  }

  private readonly _options: Stop.IOptions;
  private readonly _ended = new Set<string>();
  private readonly _givenUp = new Set<string>();
  private readonly _changed = new Signal<this, void>(this);
  private _state: StopState;
  private _note: string | null = null;
  private _offer: IDisposable | null = null;
  private _unanswered = 0;
  private _isDisposed = false;
}

export namespace Stop {
  export interface IOptions {
    readonly model: IChatModel;
    /**
     * The generations that it is a stop of; none where one may have begun that is not known here.
     */
    readonly generationIds: readonly string[];
    /**
     * What is asked of the server; null where it is stopping them already, whoever asked for that.
     */
    readonly request: IStopOptions | null;
    readonly generations: IGenerations;
    readonly gate: IChatGate;
    readonly notices: INotices;
    /**
     * What is done when the person accepts the offer.
     */
    readonly reload: () => void;
    readonly trans: TranslationBundle;
  }
}

import type { IChatModel } from '@jupyter/chat';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { IDisposable } from '@lumino/disposable';
import { ISignal, Signal } from '@lumino/signaling';

import type { IGeneration, IStopActions } from '../generations';
import { isCellAlone, stillRunning } from './still-running';
import { waitingInWords } from './waiting-in-words';

/**
 * What is to be read aloud of the last stop in a chat: one sentence, however many answers it ended,
 * and nothing from the press on until then. Answers that end by themselves say nothing. A prompt of
 * mine that has come to the front of those that wait says so.
 */
export class Announcement implements IDisposable {
  constructor(options: Announcement.IOptions) {
    this._options = options;
    const { actions } = options;
    actions.generations.ended.connect(this._onEnded, this);
    actions.generations.changed.connect(this._onChanged, this);
    actions.changed.connect(this._onChanged, this);
    this._onChanged();
  }

  get words(): string {
    return this._words;
  }

  /**
   * Emitted when other words are to be read.
   */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /**
   * Calling it twice is fine.
   */
  dispose(): void {
    this._isDisposed = true;
    Signal.disconnectReceiver(this);
    Signal.clearData(this);
  }

  private _onEnded(_: unknown, ended: IGeneration): void {
    this._places.delete(ended.generation_id);
    if (this._known.delete(ended.generation_id)) {
      if (ended.outcome === 'interrupted') {
        this._say(words(ended, this._options.trans));
      }
    }
  }

  /**
   * The same words again are not read aloud unless they were gone in between.
   */
  private _onChanged(): void {
    const { actions, model, trans } = this._options;
    for (const one of actions.generations.live(model)) {
      const { generation_id: id, place = 0 } = one;
      const known = this._known.get(id);
      const isStopping = actions.isStopping(model, [id]);
      if (known === undefined || (isStopping && !known)) {
        this._say('');
      }
      this._known.set(id, isStopping);
      const before = this._places.get(id) ?? 0;
      this._places.set(id, place);
      if (one.is_mine && place === 1 && before > 1) {
        this._say(waitingInWords(one, trans));
      }
    }
  }

  private _say(words: string): void {
    if (words !== this._words) {
      this._words = words;
      this._changed.emit();
    }
  }

  private readonly _options: Announcement.IOptions;
  /**
   * Of each answer that is live, whether it is being stopped.
   */
  private readonly _known = new Map<string, boolean>();
  /**
   * Of each that is live, its place among those that wait; 0 where it has none.
   */
  private readonly _places = new Map<string, number>();
  private readonly _changed = new Signal<this, void>(this);
  private _words = '';
  private _isDisposed = false;
}

export namespace Announcement {
  export interface IOptions {
    readonly actions: IStopActions;
    readonly model: IChatModel;
    readonly trans: TranslationBundle;
  }
}

function words(ended: IGeneration, trans: TranslationBundle): string {
  if (ended.receipt !== 'detached') {
    return trans.__('Stopped.');
  }
  if (isCellAlone(ended)) {
    return trans.__('Stopped. A cell that it started is still running.');
  }
  const hidden = trans.__(
    'Hidden. It could not be cancelled and may still be running.'
  );
  return [hidden, stillRunning(ended, trans)].filter(Boolean).join(' ');
}

import { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';

import { LimitedAnswer } from './limited-answer';
import type { IPreferences } from './preferences';
import type { IStopActions } from './tokens';

/**
 * Presses Stop for a person whose own limits an answer to them has come to, in the chats that this
 * page has open.
 */
export class Limits implements IDisposable {
  constructor(options: Limits.IOptions) {
    this._options = options;
    const { actions, preferences } = options;
    actions.generations.told.connect(this._look, this);
    actions.chatsChanged.connect(this._look, this);
    preferences.changed.connect(this._look, this);
    document.addEventListener('visibilitychange', this._onSeen);
    this._look();
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /**
   * Calling it twice is fine.
   */
  dispose(): void {
    this._isDisposed = true;
    document.removeEventListener('visibilitychange', this._onSeen);
    Signal.disconnectReceiver(this);
    this._answers.forEach(answer => answer.dispose());
    this._answers.clear();
  }

  /**
   * One is counted from when this page knows that it runs: the server's clock may be another, and
   * one that is not known to be late is not stopped.
   */
  private _look(): void {
    const { actions } = this._options;
    const gone = new Set(this._answers.keys());
    for (const model of actions.chats) {
      for (const one of actions.generations.live(model)) {
        const { generation_id: id, is_mine: isMine, state } = one;
        if (isMine && state === 'running') {
          const known = this._answers.get(id);
          const answer =
            known ?? new LimitedAnswer({ ...this._options, model });
          this._answers.set(id, answer);
          gone.delete(id);
          answer.take(one);
        }
      }
    }
    for (const id of gone) {
      this._answers.get(id)?.dispose();
      this._answers.delete(id);
    }
  }

  /**
   * The timers of a page that nobody sees may be a minute late.
   */
  private readonly _onSeen = (): void => this._look();
  private readonly _options: Limits.IOptions;
  /**
   * Those to me that run, by their ids.
   */
  private readonly _answers = new Map<string, LimitedAnswer>();
  private _isDisposed = false;
}

export namespace Limits {
  export interface IOptions {
    readonly actions: IStopActions;
    readonly preferences: IPreferences;
  }
}

import type { IChatModel } from '@jupyter/chat';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';

import {
  IGenerations,
  IOffer,
  IOpenChats,
  IPreferences,
  mineIn
} from '../generations';
import type { ChatPanels } from './chat-panels';

/**
 * Offers to notify of the end of answers, once, when a person leaves a chat that is being answered
 * for the first time. Whoever has chosen in the settings is not asked.
 */
export class LeaveOffer implements IDisposable {
  constructor(options: LeaveOffer.IOptions) {
    this._options = options;
    options.panels.changed.connect(this._look, this);
    this._look();
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (!this._isDisposed) {
      this._isDisposed = true;
      Signal.clearData(this);
    }
  }

  private _look(): void {
    const { chats } = this._options;
    const seen = chats.all.filter(chat => chats.isVisible(chat));
    // One that is closed is left too.
    const left = [...this._seen].filter(chat => !seen.includes(chat));
    this._seen = new Set(seen);
    left.forEach(chat => this._onLeft(chat));
  }

  private _onLeft({ id, name }: IChatModel): void {
    const { generations, notify, preferences, trans } = this._options;
    // What is closed has given its id away, but not its answers.
    const [live] = mineIn(generations, { id, name });
    if (!live || preferences.values.isBackgroundChosen) {
      return;
    }
    this.dispose();
    notify(
      trans.__(
        '%1 goes on answering. Be told when an answer that you left has ended?',
        live.persona_name
      ),
      { label: trans.__('Tell Me'), act: () => this._choose(true) }
    );
    // That it was offered is known by the setting, in all pages.
    this._choose(false);
  }

  private _choose(isWanted: boolean): void {
    const { fail, preferences, trans } = this._options;
    preferences
      .notifyOfBackground(isWanted)
      .catch(reason =>
        fail(trans.__('The setting was not saved. %1', String(reason)))
      );
  }

  private readonly _options: LeaveOffer.IOptions;
  private _seen: ReadonlySet<IChatModel> = new Set();
  private _isDisposed = false;
}

export namespace LeaveOffer {
  export interface IOptions {
    readonly chats: IOpenChats;
    readonly generations: IGenerations;
    readonly panels: ChatPanels;
    readonly preferences: IPreferences;
    /**
     * Tells a person something, with what can be done about it.
     */
    readonly notify: (message: string, offer: IOffer) => void;
    /**
     * Tells a person what went wrong.
     */
    readonly fail: (message: string) => void;
    readonly trans: TranslationBundle;
  }
}

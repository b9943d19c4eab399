import { PathExt } from '@jupyterlab/coreutils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';

import type {
  IOffer,
  IOpenChats,
  IPreferences,
  IStopActions
} from '../generations';
import type { IGenerationRecord } from '../protocol';

/**
 * Answers to me that go on while I do not see their chat. A chat that is closed with answers in
 * it is followed to their end.
 */
export class LeftAnswers implements IDisposable {
  constructor(options: LeftAnswers.IOptions) {
    this._actions = options.actions;
    this._chats = options.chats;
    this._preferences = options.preferences;
    this._tell = options.tell;
    this._trans = options.trans;
    this._chats.changed.connect(this._onChatsChanged, this);
    this._actions.generations.ended.connect(this._onEnded, this);
    this._onChatsChanged();
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._following.forEach(following => following.dispose());
    this._following.clear();
    Signal.clearData(this);
  }

  private _onChatsChanged(): void {
    const open = new Set<string>();
    for (const { id } of this._chats.all) {
      if (id !== undefined) {
        open.add(id);
      }
    }
    for (const chatId of this._open) {
      if (!open.has(chatId) && !this._following.has(chatId)) {
        this._following.set(chatId, this._actions.generations.follow(chatId));
        this._letGo(chatId);
      }
    }
    this._open = open;
  }

  private _onEnded(_: unknown, ended: IGenerationRecord): void {
    const chat = this._chats.find(ended.chat_id);
    if (
      this._preferences.values.isLeftNotified &&
      ended.is_mine &&
      ended.stopped_by === null &&
      !(chat && this._chats.isVisible(chat))
    ) {
      this._tell(this._message(ended), {
        label: this._trans.__('Go to the Chat'),
        act: () => void this._chats.show(ended.chat_id)
      });
    }
    this._letGo(ended.chat_id);
  }

  private _letGo(chatId: string): void {
    const isLive = this._actions.generations
      .live(chatId)
      .some(one => one.is_mine);
    if (!isLive) {
      this._following.get(chatId)?.dispose();
      this._following.delete(chatId);
    }
  }

  private _message(ended: IGenerationRecord): string {
    const path = this._chats.pathOf(ended.chat_id) ?? '';
    const chat = PathExt.basename(path, '.chat');
    return ended.outcome === 'error'
      ? this._trans.__('%1 broke off in %2.', ended.persona_name, chat)
      : this._trans.__('%1 has answered in %2.', ended.persona_name, chat);
  }

  private readonly _actions: IStopActions;
  private readonly _chats: IOpenChats;
  private readonly _preferences: IPreferences;
  private readonly _tell: LeftAnswers.IOptions['tell'];
  private readonly _trans: TranslationBundle;
  private readonly _following = new Map<string, IDisposable>();
  private _open = new Set<string>();
  private _isDisposed = false;
}

export namespace LeftAnswers {
  export interface IOptions {
    readonly actions: IStopActions;
    readonly chats: IOpenChats;
    readonly preferences: IPreferences;
    /**
     * Tells a person something, with what can be done about it.
     */
    readonly tell: (message: string, offer: IOffer) => void;
    readonly trans: TranslationBundle;
  }
}

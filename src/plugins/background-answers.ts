import type { IChatModel } from '@jupyter/chat';
import { PathExt } from '@jupyterlab/coreutils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';

import {
  IChatKey,
  IGeneration,
  IGenerations,
  IOffer,
  IOpenChats,
  IPreferences,
  mineIn
} from '../generations';

/**
 * Answers to me that go on while I do not see their chat. A chat that is closed with answers in
 * it is followed to their end.
 */
export class BackgroundAnswers implements IDisposable {
  constructor(options: BackgroundAnswers.IOptions) {
    this._chats = options.chats;
    this._generations = options.generations;
    this._preferences = options.preferences;
    this._tell = options.tell;
    this._trans = options.trans;
    this._chats.changed.connect(this._onChatsChanged, this);
    this._generations.ended.connect(this._onEnded, this);
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
    this._followed.forEach(following => following.dispose());
    this._followed.clear();
    Signal.clearData(this);
  }

  private _onChatsChanged(): void {
    const { all } = this._chats;
    for (const { id, name } of this._open) {
      const isOpen = all.some(chat => chat.id === id && chat.name === name);
      const chat = { id, name };
      if (!isOpen && this._isLive(chat)) {
        this._followed.set(chat, this._generations.follow(chat));
      }
    }
    this._open = new Set(all);
  }

  private _onEnded(_: unknown, ended: IGeneration): void {
    const { chat_id: chatId, chat_path: path } = ended;
    const chat = this._chats.find(chatId, path);
    if (
      this._preferences.values.isBackgroundNotified &&
      ended.is_mine &&
      ended.stopped_by === null &&
      !(chat && this._chats.isVisible(chat))
    ) {
      this._tell(this._message(ended), {
        label: this._trans.__('Go to the Chat'),
        act: () => void this._chats.show(chatId, path)
      });
    }
    this._letGo();
  }

  /**
   * Follow no longer where nothing of mine goes on.
   */
  private _letGo(): void {
    for (const [chat, following] of this._followed) {
      if (!this._isLive(chat)) {
        following.dispose();
        this._followed.delete(chat);
      }
    }
  }

  private _isLive(chat: IChatKey): boolean {
    return mineIn(this._generations, chat).length > 0;
  }

  private _message(ended: IGeneration): string {
    const path = this._chats.pathOf(ended.chat_id, ended.chat_path) ?? '';
    const chat = PathExt.basename(path, '.chat');
    const { persona_name: name } = ended;
    switch (ended.outcome) {
      case 'error':
        return this._trans.__('%1 broke off in %2.', name, chat);
      case 'complete':
        return this._trans.__('%1 has answered in %2.', name, chat);
      case 'interrupted':
        // By nobody who presses Stop: a limit, or the server.
        return this._trans.__('%1 was stopped in %2.', name, chat);
      case 'other':
      case null:
        return this._trans.__('The answer of %1 in %2 has ended.', name, chat);
    }
  }

  private readonly _chats: IOpenChats;
  private readonly _generations: IGenerations;
  private readonly _preferences: IPreferences;
  private readonly _tell: BackgroundAnswers.IOptions['tell'];
  private readonly _trans: TranslationBundle;
  /**
   * The chats that were closed, with what follows each of them.
   */
  private readonly _followed = new Map<IChatKey, IDisposable>();
  private _open: ReadonlySet<IChatModel> = new Set();
  private _isDisposed = false;
}

export namespace BackgroundAnswers {
  export interface IOptions {
    readonly chats: IOpenChats;
    readonly generations: IGenerations;
    readonly preferences: IPreferences;
    /**
     * Tells a person something, with what can be done about it.
     */
    readonly tell: (message: string, offer: IOffer) => void;
    readonly trans: TranslationBundle;
  }
}

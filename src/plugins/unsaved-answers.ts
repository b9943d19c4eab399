import { PathExt } from '@jupyterlab/coreutils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';

import type { IGenerations, INotices, IOpenChats } from '../generations';
import type { IGenerationRecord } from '../protocol';

/**
 * Answers whose end the server could not save. One notification for a chat, for as long as any of
 * its answers is not saved.
 */
export class UnsavedAnswers implements IDisposable {
  constructor(options: UnsavedAnswers.IOptions) {
    this._chats = options.chats;
    this._notices = options.notices;
    this._trans = options.trans;
    options.generations.told.connect(this._onTold, this);
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._unsaved.forEach(({ notice }) => notice.dispose());
    this._unsaved.clear();
    Signal.clearData(this);
  }

  private _onTold(_: IGenerations, record: IGenerationRecord): void {
    const { chat_id: chatId, generation_id: generationId } = record;
    const known = this._unsaved.get(chatId);
    if (record.is_saved === false) {
      const { ids, notice } = known ?? {
        ids: new Set<string>(),
        notice: this._notices.warn(this._message(chatId))
      };
      ids.add(generationId);
      this._unsaved.set(chatId, { ids, notice });
    } else if (known?.ids.delete(generationId) && known.ids.size === 0) {
      known.notice.dispose();
      this._unsaved.delete(chatId);
    }
  }

  private _message(chatId: string): string {
    const path = this._chats.pathOf(chatId) ?? '';
    return this._trans.__(
      '%1 could not be saved. The end of an answer is missing in its file. The server tries again for some minutes; its log says why.',
      PathExt.basename(path, '.chat') || this._trans.__('A chat')
    );
  }

  private readonly _chats: IOpenChats;
  private readonly _notices: INotices;
  private readonly _trans: TranslationBundle;
  private readonly _unsaved = new Map<string, UnsavedAnswers.IUnsaved>();
  private _isDisposed = false;
}

export namespace UnsavedAnswers {
  export interface IOptions {
    readonly chats: IOpenChats;
    readonly generations: IGenerations;
    readonly notices: INotices;
    readonly trans: TranslationBundle;
  }

  /**
   * What is not saved of one chat.
   */
  export interface IUnsaved {
    readonly ids: Set<string>;
    readonly notice: IDisposable;
  }
}

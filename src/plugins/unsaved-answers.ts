import { PathExt } from '@jupyterlab/coreutils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';

import type {
  IGeneration,
  IGenerations,
  INotices,
  IOpenChats
} from '../generations';

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

  private _onTold(_: unknown, record: IGeneration): void {
    if (record.is_saved === false) {
      this._add(record);
    } else {
      this._drop(record.generation_id);
    }
  }

  private _add(record: IGeneration): void {
    const chat = JSON.stringify([record.chat_id, record.chat_path]);
    const { ids, notice } = this._unsaved.get(chat) ?? {
      ids: new Set<string>(),
      notice: this._notices.warn(this._message(record))
    };
    ids.add(record.generation_id);
    this._unsaved.set(chat, { ids, notice });
  }

  private _drop(generationId: string): void {
    for (const [chat, { ids, notice }] of this._unsaved) {
      if (ids.delete(generationId) && ids.size === 0) {
        notice.dispose();
        this._unsaved.delete(chat);
      }
    }
  }

  private _message(record: IGeneration): string {
    const path = this._chats.pathOf(record.chat_id, record.chat_path) ?? '';
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

import type { IChatModel } from '@jupyter/chat';
import type { IRunningSessions } from '@jupyterlab/running';
import type { TranslationBundle } from '@jupyterlab/translation';
import { stopIcon } from '@jupyterlab/ui-components';
import type { IDisposable } from '@lumino/disposable';
import { ISignal, Signal } from '@lumino/signaling';

import { IChatKey, IGeneration, INotices, inWords } from '../generations';
import { ListedAnswers } from './listed-answers';
import { runningItem } from './running-item';
import type { ILateServices, IServices } from './services';

/**
 * The answers that have not ended, as a section of the Running panel: those of the chats that are
 * open here as they change, those of other chats of the server as they were told last.
 */
export class RunningAnswers implements IRunningSessions.IManager, IDisposable {
  constructor(options: RunningAnswers.IOptions) {
    this._listed = new ListedAnswers(options.list);
    this._notices = options.notices;
    this._services = options.services;
    this._trans = options.trans;
    this.name = this._trans.__('Chat Answers');
    this.shutdownLabel = this._trans.__('Stop');
    this.shutdownAllLabel = this._trans.__('Stop All');
    this.shutdownAllConfirmationText = this._trans.__(
      'Are you sure you want to stop all answers to you?'
    );
    this._listed.changed.connect(this._onChanged, this);
    void this._services.loaded.then(services => this._onLoaded(services));
    this.refreshRunning();
  }

  readonly name: string;
  readonly shutdownLabel: string;
  readonly shutdownAllLabel: string;
  readonly shutdownAllConfirmationText: string;
  readonly shutdownItemIcon = stopIcon;

  get runningChanged(): ISignal<this, void> {
    return this._runningChanged;
  }

  get isDisposed(): boolean {
    return this._listed.isDisposed;
  }

  running(): IRunningSessions.IRunningItem[] {
    return this._records().map(record =>
      runningItem(
        record,
        this._pathOf(record),
        this._writtenOf(record),
        {
          open: () => void this._show(record),
          stop: () => this._stop(record, [record.generation_id])
        },
        this._trans
      )
    );
  }

  /**
   * Ask the server what goes on in the chats that are not open here.
   */
  refreshRunning(): void {
    this._listed.refresh();
  }

  /**
   * Stop the answers to me, in all chats.
   */
  shutdownAll(): void {
    const byChat = new Map<string, IGeneration[]>();
    for (const record of this._records().filter(one => one.is_mine)) {
      const chat = JSON.stringify([record.chat_id, record.chat_path]);
      byChat.set(chat, [...(byChat.get(chat) ?? []), record]);
    }
    for (const records of byChat.values()) {
      const [first] = records;
      if (first) {
        this._stop(
          first,
          records.map(record => record.generation_id)
        );
      }
    }
  }

  dispose(): void {
    if (!this.isDisposed) {
      this._listed.dispose();
      Signal.clearData(this);
    }
  }

  /**
   * What is known, oldest first. Of one generation the higher revision is true.
   */
  private _records(): readonly IGeneration[] {
    const known = new Map<string, IGeneration>();
    for (const record of [...this._listed.all, ...this._followed()]) {
      const other = known.get(record.generation_id);
      if (!other || other.revision <= record.revision) {
        known.set(record.generation_id, record);
      }
    }
    return [...known.values()].sort((a, b) => a.started_at - b.started_at);
  }

  /**
   * What is known without asking.
   */
  private _followed(): readonly IGeneration[] {
    if (!this._services.current) {
      return [];
    }
    const { chats, generations } = this._services.current;
    const known: IGeneration[] = [];
    for (const chat of [...chats.all, ...this._listed.all.map(chatOf)]) {
      known.push(...generations.live(chat));
    }
    return known;
  }

  /**
   * The chat in which it is shown, if that is open here. Its generations tell which that is: a copy
   * of it has the same id, and it may have been renamed.
   */
  private _chatOf(record: IGeneration): IChatModel | null {
    const { chats, generations } = this._services.current ?? {};
    const found = chats?.all.find(chat =>
      generations
        ?.live(chat)
        .some(one => one.generation_id === record.generation_id)
    );
    return found ?? null;
  }

  private _writtenOf(record: IGeneration): number {
    const chat = this._chatOf(record);
    const actions = this._services.current?.actions;
    return (chat && actions?.writtenOf(chat, record)) ?? 0;
  }

  private _pathOf(record: IGeneration): string | null {
    const { chat_id: chatId, chat_path: path } = record;
    const chats = this._services.current?.chats;
    return this._chatOf(record)?.name ?? path ?? chats?.pathOf(chatId) ?? null;
  }

  /**
   * Stop answers of one chat.
   *
   * @param record - One of them.
   */
  private _stop(record: IGeneration, generationIds: readonly string[]): void {
    const chat = this._chatOf(record);
    if (chat) {
      this._services.current?.actions.stop(chat, generationIds);
    } else {
      // Nobody sees it here, so that nothing of it is cut.
      void this._stopElsewhere(chatOf(record), generationIds);
    }
  }

  private async _stopElsewhere(
    chat: IChatKey,
    generationIds: readonly string[]
  ): Promise<void> {
    try {
      const { generations } = await this._services.load();
      await generations.stop(chat, { generationIds });
    } catch (reason) {
      this._notices.fail(
        this._trans.__(
          'The answer was not stopped. %1',
          inWords(reason, this._trans)
        )
      );
    }
    this.refreshRunning();
  }

  private async _show(record: IGeneration): Promise<void> {
    try {
      const { chats } = await this._services.load();
      await chats.show(record.chat_id, this._pathOf(record));
    } catch (reason) {
      this._notices.fail(
        this._trans.__(
          'The chat was not opened. %1',
          inWords(reason, this._trans)
        )
      );
    }
  }

  private _onLoaded({ chats, generations }: IServices): void {
    if (this.isDisposed) {
      return;
    }
    generations.changed.connect(this._onChanged, this);
    generations.ended.connect(this._onEnded, this);
    chats.changed.connect(this.refreshRunning, this);
  }

  private _onEnded(_: unknown, ended: IGeneration): void {
    this._listed.drop(ended.generation_id);
    this._onChanged();
  }

  private _onChanged(): void {
    if (this.isDisposed) {
      return;
    }
    // While there are answers they grow older, and those of other chats end unseen.
    this._listed.keepAsking(this._records().length > 0);
    this._runningChanged.emit();
  }

  private readonly _listed: ListedAnswers;
  private readonly _notices: INotices;
  private readonly _services: ILateServices;
  private readonly _trans: TranslationBundle;
  private readonly _runningChanged = new Signal<this, void>(this);
}

export namespace RunningAnswers {
  export interface IOptions {
    /**
     * Asks for the generations of all chats of the server that have not ended.
     */
    readonly list: () => Promise<readonly IGeneration[]>;
    readonly notices: INotices;
    readonly services: ILateServices;
    readonly trans: TranslationBundle;
  }
}

function chatOf(record: IGeneration): IChatKey {
  return { id: record.chat_id, name: record.chat_path };
}

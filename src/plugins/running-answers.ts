import { chatIcon } from '@jupyter/chat';
import { PathExt, Time } from '@jupyterlab/coreutils';
import type { IRunningSessions } from '@jupyterlab/running';
import type { TranslationBundle } from '@jupyterlab/translation';
import { stopIcon } from '@jupyterlab/ui-components';
import type { IDisposable } from '@lumino/disposable';
import { Poll } from '@lumino/polling';
import { ISignal, Signal } from '@lumino/signaling';

import { INotices, inWords } from '../generations';
import type { IGenerationRecord } from '../protocol';
import type { IServices, LateServices } from './services';

/**
 * The answers that have not ended, as a section of the Running panel: those of the chats that are
 * open here as they change, those of other chats of the server as they were told last.
 */
export class RunningAnswers implements IRunningSessions.IManager, IDisposable {
  constructor(options: RunningAnswers.IOptions) {
    this._list = options.list;
    this._notices = options.notices;
    this._services = options.services;
    this._trans = options.trans;
    this.name = this._trans.__('Chat Answers');
    this.shutdownLabel = this._trans.__('Stop');
    this.shutdownAllLabel = this._trans.__('Stop All');
    this.shutdownAllConfirmationText = this._trans.__(
      'Are you sure you want to stop all answers to you?'
    );
    this._poll = new Poll({
      auto: false,
      factory: () => this._look(),
      frequency: Private.FREQUENCY,
      name: 'jupyter-stop-stream:running',
      standby: 'when-hidden'
    });
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
    return this._poll.isDisposed;
  }

  running(): IRunningSessions.IRunningItem[] {
    return this._records().map(record => ({
      className: 'jp-StopStream-running',
      detail: () => Private.ageOf(record),
      icon: () => chatIcon,
      label: () => this._label(record),
      // The panel is narrow, and cuts what it cannot show.
      labelTitle: () =>
        `${this._label(record)}\n${this._pathOf(record) ?? ''}`.trim(),
      ...(record.may_stop && {
        shutdown: () => this._stop(record.chat_id, [record.generation_id])
      }),
      ...(this._pathOf(record) !== null && {
        open: () => void this._show(record)
      })
    }));
  }

  /**
   * Ask the server what goes on in the chats that are not open here.
   */
  refreshRunning(): void {
    if (!this.isDisposed) {
      void this._poll.refresh();
    }
  }

  /**
   * Stop the answers to me, in all chats.
   */
  shutdownAll(): void {
    const mine = this._records().filter(record => record.is_mine);
    for (const chatId of new Set(mine.map(record => record.chat_id))) {
      const ids = mine
        .filter(record => record.chat_id === chatId)
        .map(record => record.generation_id);
      this._stop(chatId, ids);
    }
  }

  dispose(): void {
    if (!this.isDisposed) {
      this._poll.dispose();
      Signal.clearData(this);
    }
  }

  /**
   * What is known, oldest first. Of one generation the higher revision is true.
   */
  private _records(): readonly IGenerationRecord[] {
    const known = new Map<string, IGenerationRecord>();
    for (const record of [...this._listed, ...this._followed()]) {
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
  private _followed(): readonly IGenerationRecord[] {
    if (!this._services.current) {
      return [];
    }
    const { actions, chats } = this._services.current;
    const chatIds = new Set([
      ...chats.all.map(chat => chat.id),
      ...this._listed.map(record => record.chat_id)
    ]);
    const followed: IGenerationRecord[] = [];
    for (const chatId of chatIds) {
      followed.push(...actions.generations.live(chatId));
    }
    return followed;
  }

  /**
   * Where a chat that is open here is, the page knows best.
   */
  private _pathOf(record: IGenerationRecord): string | null {
    const chats = this._services.current?.chats;
    const known = chats?.pathOf(record.chat_id) ?? null;
    return chats?.find(record.chat_id) ? known : (record.chat_path ?? known);
  }

  private _label(record: IGenerationRecord): string {
    const path = this._pathOf(record);
    const chat =
      path === null
        ? this._trans.__('a chat that is not open here')
        : PathExt.basename(path, '.chat');
    const persona = record.persona_name;
    switch (record.state) {
      case 'queued':
        return this._trans.__('%1 in %2 (waits)', persona, chat);
      case 'stopping':
        return this._trans.__('%1 in %2 (stopping…)', persona, chat);
      case 'running':
      case 'ended':
      case 'other':
        return this._trans.__('%1 in %2', persona, chat);
    }
  }

  private _stop(chatId: string, generationIds: readonly string[]): void {
    const { actions, chats } = this._services.current ?? {};
    const chat = chats?.find(chatId);
    if (chat) {
      actions?.stop(chat, generationIds);
    } else {
      // Nobody sees it here, so that nothing of it is cut.
      void this._stopElsewhere(chatId, generationIds);
    }
  }

  private async _stopElsewhere(
    chatId: string,
    generationIds: readonly string[]
  ): Promise<void> {
    try {
      const { actions } = await this._services.load();
      await actions.generations.stop(chatId, { generationIds });
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

  private async _show(record: IGenerationRecord): Promise<void> {
    try {
      const { chats } = await this._services.load();
      await chats.show(record.chat_id, record.chat_path);
    } catch (reason) {
      this._notices.fail(
        this._trans.__(
          'The chat was not opened. %1',
          inWords(reason, this._trans)
        )
      );
    }
  }

  private async _look(): Promise<void> {
    try {
      this._listed = await this._list();
    } finally {
      this._onChanged();
    }
  }

  private _onLoaded({ actions, chats }: IServices): void {
    if (this.isDisposed) {
      return;
    }
    actions.generations.changed.connect(this._onChanged, this);
    actions.generations.ended.connect(this._onEnded, this);
    chats.changed.connect(this.refreshRunning, this);
  }

  private _onEnded(_: unknown, ended: IGenerationRecord): void {
    this._listed = this._listed.filter(
      record => record.generation_id !== ended.generation_id
    );
    this._onChanged();
  }

  private _onChanged(): void {
    if (this.isDisposed) {
      return;
    }
    // While there are answers they grow older, and those of other chats end unseen.
    const isLive = this._records().length > 0;
    void (isLive ? this._poll.start() : this._poll.stop());
    this._runningChanged.emit();
  }

  private readonly _list: RunningAnswers.IOptions['list'];
  private readonly _notices: INotices;
  private readonly _services: LateServices;
  private readonly _trans: TranslationBundle;
  private readonly _poll: Poll<void>;
  private readonly _runningChanged = new Signal<this, void>(this);
  private _listed: readonly IGenerationRecord[] = [];
}

export namespace RunningAnswers {
  export interface IOptions {
    /**
     * Asks for the generations of all chats of the server that have not ended.
     */
    readonly list: () => Promise<readonly IGenerationRecord[]>;
    readonly notices: INotices;
    readonly services: LateServices;
    readonly trans: TranslationBundle;
  }
}

namespace Private {
  /**
   * How often the ages, and the answers of other chats, are looked at. In milliseconds.
   */
  export const FREQUENCY = { interval: 5000, backoff: true, max: 60 * 1000 };

  export function ageOf(record: IGenerationRecord): string {
    // The server's clock may be ahead of the page's.
    const since = Math.min(record.started_at * 1000, Date.now());
    return Time.formatHuman(new Date(since), 'narrow');
  }
}

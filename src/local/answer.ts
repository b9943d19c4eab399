import type { IChatModel } from '@jupyter/chat';
import { UUID } from '@lumino/coreutils';

import type { IBeginOptions, IGeneration } from '../generations';
import { serverPath } from '../generations';
import type { ILimit, Outcome } from '../protocol';

/**
 * One answer of a model that runs in the page, from `begin` until nothing is written any more.
 */
export class LocalAnswer {
  constructor(options: LocalAnswer.IOptions) {
    this._options = options;
    const { model, persona, promptId, again } = options;
    this._record = {
      generation_id: this.id,
      chat_id: model.id ?? '',
      chat_path: pathOf(model),
      // One that is nobody's: what was asked is not known.
      prompt_id: promptId ?? this.id,
      persona_id: persona.id,
      persona_name: persona.name,
      state: 'running',
      outcome: null,
      receipt: null,
      left: [],
      reply_ids: [],
      is_mine: true,
      may_stop: true,
      stopped_by: null,
      started_at: Date.now() / 1000,
      began_at: Date.now() / 1000,
      can_force: false,
      can_regenerate: again !== undefined,
      can_reload: false,
      revision: 1
    };
  }

  readonly id = UUID.uuid4();

  get model(): IChatModel {
    return this._options.model;
  }

  get signal(): AbortSignal {
    return this._controller.signal;
  }

  /**
   * What is known of it, the same object until it changes.
   */
  get record(): IGeneration {
    return this._record;
  }

  /**
   * When it was stopped, in seconds since the epoch; null where it was not.
   */
  get stoppedAt(): number | null {
    return this._stoppedAt;
  }

  /**
   * What has stopped it by itself.
   */
  get limit(): ILimit | undefined {
    return this._limit;
  }

  owns(messageId: string): void {
    if (!this._record.reply_ids.includes(messageId)) {
      this._change({ reply_ids: [...this._record.reply_ids, messageId] });
    }
  }

  ended(outcome: Outcome = 'complete'): void {
    if (this._isOver) {
      return;
    }
    this._isOver = true;
    clearTimeout(this._timer);
    this._change(
      this._stoppedAt === null
        ? { state: 'ended', outcome }
        : { state: 'ended', outcome: 'interrupted', receipt: 'cancelled' }
    );
  }

  /**
   * Abort it, for the person of this page. Doing so twice is fine, and so is after its end.
   *
   * @param limit - Which limit of theirs asks for it.
   */
  stop(limit?: ILimit): void {
    if (this._isOver || this._stoppedAt !== null) {
      return;
    }
    this._stoppedAt = Date.now() / 1000;
    this._limit = limit;
    this._change({
      state: 'stopping',
      stopped_by: this.model.user?.username ?? null
    });
    this._timer = setTimeout(() => this._giveUp(), PATIENCE_MS);
    // A listener that throws is reported by the signal, and hinders nobody.
    this._controller.abort();
  }

  /**
   * Take the id and the path of its chat, which it had not when this began.
   */
  place(): void {
    const { model } = this;
    this._change({ chat_id: model.id ?? '', chat_path: pathOf(model) });
  }

  /**
   * Ask the same prompt again.
   *
   * @throws what its source throws, or the reason for which that failed.
   */
  async again(): Promise<void> {
    await this._options.again?.();
  }

  /**
   * Its source has not said that it ended: it may go on, unseen.
   */
  private _giveUp(): void {
    this._change({
      state: 'ended',
      outcome: 'interrupted',
      receipt: 'detached'
    });
  }

  private _change(changes: Partial<IGeneration>): void {
    const { revision } = this._record;
    this._record = { ...this._record, ...changes, revision: revision + 1 };
    this._options.onChanged(this);
  }

  private readonly _options: LocalAnswer.IOptions;
  private readonly _controller = new AbortController();
  private _record: IGeneration;
  private _stoppedAt: number | null = null;
  private _limit: ILimit | undefined;
  private _isOver = false;
  private _timer: ReturnType<typeof setTimeout> | undefined;
}

export namespace LocalAnswer {
  export interface IOptions extends IBeginOptions {
    /**
     * Called when its record is another.
     */
    readonly onChanged: (answer: LocalAnswer) => void;
  }
}

function pathOf({ name }: IChatModel): string | null {
  return serverPath(name) || null;
}

/**
 * How long the source of an answer that was stopped is given to say that it has ended, in
 * milliseconds: as long as the server gives one of its own.
 */
const PATIENCE_MS = 3000;

import { DisposableDelegate, IDisposable } from '@lumino/disposable';
import { PromiseDelegate } from '@lumino/coreutils';
import { Signal } from '@lumino/signaling';

import { GenerationStore, IGenerations, IStopOptions } from '../../generations';
import type { IGenerationRecord } from '../../protocol';

export function record(
  changes: Partial<IGenerationRecord> = {}
): IGenerationRecord {
  return {
    generation_id: 'generation-1',
    chat_id: 'chat-1',
    chat_path: null,
    prompt_id: 'prompt-1',
    persona_id: 'persona',
    persona_name: 'Persona',
    state: 'running',
    outcome: null,
    receipt: null,
    closed: [],
    left: [],
    reply_ids: [],
    is_mine: true,
    may_stop: true,
    stopped_by: null,
    started_at: 50,
    revision: 1,
    ...changes
  };
}

/**
 * Generations that a test tells of, with a record of what was asked.
 */
export class FakeGenerations implements IGenerations {
  constructor() {
    this.store.changed.connect((_, chatId) => this.changed.emit(chatId));
    this.store.ended.connect((_, ended) => this.ended.emit(ended));
    this.store.told.connect((_, record) => this.told.emit(record));
  }

  readonly store = new GenerationStore();
  readonly changed = new Signal<this, string>(this);
  readonly ended = new Signal<this, IGenerationRecord>(this);
  readonly told = new Signal<this, IGenerationRecord>(this);

  readonly reachableChanged = new Signal<this, boolean>(this);
  isReachable = true;

  /**
   * What was asked for, in order.
   */
  readonly asked: unknown[][] = [];
  /**
   * The chats that are followed.
   */
  readonly followed: string[] = [];
  /**
   * How the server answers.
   */
  answer = new PromiseDelegate<readonly string[]>();

  /**
   * The way to the server opens or closes.
   */
  reach(isReachable: boolean): void {
    this.isReachable = isReachable;
    this.reachableChanged.emit(isReachable);
  }

  live(chatId: string | undefined): readonly IGenerationRecord[] {
    return chatId === undefined ? [] : this.store.live(chatId);
  }

  follow(chatId: string): IDisposable {
    this.followed.push(chatId);
    return new DisposableDelegate(() => {
      this.followed.splice(this.followed.indexOf(chatId), 1);
    });
  }

  stop(chatId: string, options?: IStopOptions): Promise<readonly string[]> {
    this.asked.push(['stop', chatId, options]);
    return this.answer.promise;
  }

  regenerate(chatId: string, promptId: string): Promise<readonly string[]> {
    this.asked.push(['regenerate', chatId, promptId]);
    return this.answer.promise;
  }

  reload(chatId: string): Promise<readonly string[]> {
    this.asked.push(['reload', chatId]);
    return this.answer.promise;
  }
}

import { DisposableDelegate, IDisposable } from '@lumino/disposable';
import { PromiseDelegate } from '@lumino/coreutils';
import { Signal } from '@lumino/signaling';

import { GenerationStore } from '../../generations/store';
import type {
  IChatKey,
  IGenerations,
  IStopOptions
} from '../../generations/tokens';
import type { IGeneration } from '../../generations/generation';
import type { EndBy, IGenerationRecord, MoveTo } from '../../protocol';

export function record(
  changes: Partial<IGenerationRecord & IGeneration> = {}
): IGenerationRecord & IGeneration {
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
 * A chat, or its id alone.
 */
type Chat = IChatKey | string;

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
  readonly ended = new Signal<this, IGeneration>(this);
  readonly told = new Signal<this, IGeneration>(this);
  readonly outdated = new Signal<this, void>(this);

  readonly reachableChanged = new Signal<this, boolean>(this);
  isReachable = true;

  /**
   * The ids of the chats that the server has not said it knows.
   */
  readonly unknown = new Set<string>();
  /**
   * What was asked for, in order, with the id of the chat.
   */
  readonly asked: unknown[][] = [];
  /**
   * The ids of the chats that are followed.
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

  /**
   * The server says whether it knows a chat.
   */
  know(chatId: string, isKnown = true): void {
    if (isKnown) {
      this.unknown.delete(chatId);
    } else {
      this.unknown.add(chatId);
    }
    this.changed.emit(chatId);
  }

  isKnown(chat: Chat): boolean {
    const id = Private.idOf(chat);
    return id !== '' && !this.unknown.has(id);
  }

  live(chat: Chat): readonly IGeneration[] {
    return this.store.live(Private.idOf(chat));
  }

  follow(chat: Chat): IDisposable {
    const id = Private.idOf(chat);
    this.followed.push(id);
    return new DisposableDelegate(() => {
      this.followed.splice(this.followed.indexOf(id), 1);
    });
  }

  stop(chat: Chat, options?: IStopOptions): Promise<readonly string[]> {
    this.asked.push(['stop', Private.idOf(chat), options]);
    return this.answer.promise;
  }

  /**
   * The prompts that a model of the page can be asked again.
   */
  readonly canBeAskedAgain = new Set<string>();

  canRegenerate(promptId: string): boolean {
    return this.canBeAskedAgain.has(promptId);
  }

  regenerate(chat: Chat, promptId: string): Promise<readonly string[]> {
    this.asked.push(['regenerate', Private.idOf(chat), promptId]);
    return this.answer.promise;
  }

  continueAnswer(chat: Chat, messageId: string): Promise<readonly string[]> {
    this.asked.push(['continue', Private.idOf(chat), messageId]);
    return this.answer.promise;
  }

  reload(chat: Chat): Promise<readonly string[]> {
    this.asked.push(['reload', Private.idOf(chat)]);
    return this.answer.promise;
  }

  move(
    chat: Chat,
    generationId: string,
    to: MoveTo
  ): Promise<readonly string[]> {
    this.asked.push(['move', Private.idOf(chat), generationId, to]);
    return this.answer.promise;
  }

  find(generationId: string): IGeneration | undefined {
    return this.store.find(generationId);
  }

  end(chat: Chat, executionId: string, by: EndBy): Promise<readonly string[]> {
    this.asked.push(['end', Private.idOf(chat), executionId, by]);
    return this.answer.promise;
  }
}

namespace Private {
  /**
   * Empty while the chat is being opened.
   */
  export function idOf(chat: Chat): string {
    return typeof chat === 'string' ? chat : (chat.id ?? '');
  }
}

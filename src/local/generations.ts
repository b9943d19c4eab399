import { DisposableSet, IDisposable } from '@lumino/disposable';

import {
  Chosen,
  GenerationStore,
  IChatGates,
  IChatKey,
  IGeneration,
  IPageSource,
  IStopOptions,
  RequestRefused,
  serverPath
} from '../generations';
import type { LocalAnswer } from './answer';
import { markAnswer, unmarkPrompt } from './marker';
import { Refusal } from './refusal';

/**
 * The answers of models that run in this page, whoever brings them.
 */
export class LocalGenerations implements IPageSource {
  /**
   * @param gates - Tell what of a reply was written, and what of it was shown.
   */
  constructor(gates: IChatGates) {
    this._gates = gates;
  }

  get changed(): GenerationStore['changed'] {
    return this._store.changed;
  }

  get ended(): GenerationStore['ended'] {
    return this._store.ended;
  }

  get told(): GenerationStore['told'] {
    return this._store.told;
  }

  /**
   * Take an answer that begins, or that has changed.
   */
  take(answer: LocalAnswer): void {
    const { chat_id, receipt, state } = answer.record;
    if (chat_id === '') {
      return;
    }
    if (!this._answers.has(answer.id)) {
      this._answers.set(answer.id, answer);
      unmarkPrompt(answer, this._gates.gateOf(answer.model));
    }
    if (state === 'ended' && receipt !== null) {
      this._end(answer);
    }
    this._chatIds.add(chat_id);
    this._store.apply(answer.record);
    if (state === 'ended') {
      this._forgetOldest();
    }
  }

  isKnown({ id = '' }: IChatKey): boolean {
    return this._chatIds.has(id);
  }

  live(chat: IChatKey): readonly IGeneration[] {
    const all = this._store.live(chat.id ?? '');
    const path = serverPath(chat.name ?? '');
    const isMeant = (one: IGeneration) => path === '' || this._isAt(one, path);
    if (all.every(isMeant)) {
      return all;
    }
    const key = JSON.stringify([chat.id, path]);
    const chosen = this._chosen.get(key) ?? new Chosen();
    this._chosen.set(key, chosen);
    return chosen.from(all, isMeant);
  }

  stop(
    chat: IChatKey,
    { generationIds, limit }: IStopOptions = {}
  ): Promise<readonly string[]> {
    const meant = this.live(chat)
      .map(one => one.generation_id)
      .filter(id => generationIds?.includes(id) ?? true);
    meant.forEach(id => this._answers.get(id)?.stop(limit));
    return Promise.resolve(meant);
  }

  canRegenerate(promptId: string): boolean {
    return this._last(promptId) !== undefined;
  }

  async regenerate(
    chat: IChatKey,
    promptId: string
  ): Promise<readonly string[]> {
    const going = this.live(chat).filter(one => one.prompt_id === promptId);
    const answer = this._last(promptId);
    if (going.length > 0 || !answer) {
      return going.map(one => one.generation_id);
    }
    try {
      // Some sources are done with this only when the new answer is.
      await Promise.race([answer.again(), this._begun(promptId)]);
    } catch (reason) {
      console.error(
        'jupyter-stop-stream: a prompt was not asked again.',
        reason
      );
      throw new RequestRefused(reason instanceof Error ? reason.message : '');
    }
    return [];
  }

  /**
   * Resolved when the next answer to a prompt begins.
   */
  private _begun(promptId: string): Promise<void> {
    return new Promise(resolve => {
      const look = (_: unknown, { prompt_id, state }: IGeneration) => {
        if (prompt_id === promptId && state === 'running') {
          this.told.disconnect(look);
          resolve();
        }
      };
      this.told.connect(look);
    });
  }

  /**
   * The last answer to a prompt, where that can be asked again.
   */
  private _last(promptId: string): LocalAnswer | undefined {
    return [...this._answers.values()]
      .reverse()
      .find(
        ({ record }) =>
          record.prompt_id === promptId && record.can_regenerate === true
      );
  }

  /**
   * Whether the chat of an answer is the one at a path now: it may have been renamed since.
   */
  private _isAt({ generation_id }: IGeneration, path: string): boolean {
    const name = this._answers.get(generation_id)?.model.name;
    const now = serverPath(name ?? '');
    return now === '' || now === path;
  }

  private _end(answer: LocalAnswer): void {
    const { id, model, record } = answer;
    const gate = this._gates.gateOf(model);
    this._refused.get(id)?.dispose();
    this._refused.delete(id);
    markAnswer(answer, gate);
    if (record.receipt === 'detached') {
      const replies = record.reply_ids.map(one => gate.answers.find(one));
      const refused = new DisposableSet();
      replies.forEach(reply => reply && refused.add(new Refusal(reply)));
      this._refused.set(id, refused);
    }
  }

  private _forgetOldest(): void {
    for (const [id, { record }] of this._answers) {
      if (this._answers.size <= REMEMBERED) {
        break;
      }
      if (record.state === 'ended' && record.receipt !== 'detached') {
        this._answers.delete(id);
      }
    }
  }

  private readonly _gates: IChatGates;
  private readonly _store = new GenerationStore();
  /**
   * By their ids, in the order in which they began.
   */
  private readonly _answers = new Map<string, LocalAnswer>();
  /**
   * By their ids, what holds back what those write that were given up.
   */
  private readonly _refused = new Map<string, IDisposable>();
  /**
   * The chats in which any of them was.
   */
  private readonly _chatIds = new Set<string>();
  /**
   * By chat id and path, the answers of one of the chats that have an id: a copy of a chat's file has
   * the same.
   */
  private readonly _chosen = new Map<string, Chosen>();
}

/**
 * How many answers that have ended can be asked again.
 */
const REMEMBERED = 64;

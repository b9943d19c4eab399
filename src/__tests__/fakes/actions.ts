import type { IChatModel } from '@jupyter/chat';
import { PromiseDelegate } from '@lumino/coreutils';
import { Signal } from '@lumino/signaling';

import type { IGeneration, IStopActions } from '../../generations';
import type { EndBy, ILimit, IRunning, MoveTo } from '../../protocol';
import { FakeAnswers } from './answers';
import { FakeGenerations } from './generations';

/**
 * Actions that are recorded.
 */
export class FakeActions implements IStopActions {
  readonly generations = new FakeGenerations();
  readonly changed = new Signal<this, string>(this);

  readonly chatsChanged = new Signal<this, void>(this);

  /**
   * The chats that are open.
   */
  chats: readonly IChatModel[] = [];

  /**
   * What was done, in order, with the id of the chat.
   */
  readonly done: unknown[][] = [];

  /**
   * The ids of the chats in which a stop was asked for and not answered.
   */
  readonly asked = new Set<string>();

  /**
   * The generations that were named in it; none of them: all of mine.
   */
  readonly named = new Set<string>();

  /**
   * What is to be said in a chat, by its id.
   */
  readonly notes = new Map<string, string>();

  answersIn(model: IChatModel): FakeAnswers {
    const answers = this._answers.get(model) ?? new FakeAnswers(model);
    this._answers.set(model, answers);
    return answers;
  }

  isStopping(model: IChatModel, generationIds: readonly string[]): boolean {
    const live = this.generations.live(model);
    const isAsked = this.asked.has(model.id ?? '');
    return (
      generationIds.length > 0 &&
      generationIds.every(
        id =>
          live.some(
            one => one.generation_id === id && one.state === 'stopping'
          ) ||
          (isAsked && (this.named.size === 0 || this.named.has(id)))
      )
    );
  }

  noteOf(model: IChatModel): string | null {
    return this.notes.get(model.id ?? '') ?? null;
  }

  /**
   * How much has come of each generation, by its id.
   */
  readonly written = new Map<string, number>();

  writtenOf(_: IChatModel, { generation_id: id }: IGeneration): number {
    return this.written.get(id) ?? 0;
  }

  stop(
    model: IChatModel,
    generationIds?: readonly string[],
    limit?: ILimit
  ): void {
    const by = limit ? [limit] : [];
    this.done.push(['stop', model.id, ...(generationIds ?? []), ...by]);
  }

  /**
   * Whether the stops are accepted.
   */
  heard = new PromiseDelegate<boolean>();

  untilHeard(_: IChatModel): Promise<boolean> {
    return this.heard.promise;
  }

  reload(model: IChatModel): void {
    this.done.push(['reload', model.id]);
  }

  end(model: IChatModel, one: IRunning, by: EndBy): void {
    this.done.push(['end', model.id, one.execution_id, by]);
  }

  /**
   * Whether what is asked to be moved is.
   */
  isMoved = true;

  move(model: IChatModel, generationId: string, to: MoveTo): Promise<boolean> {
    this.done.push(['move', model.id, generationId, to]);
    return Promise.resolve(this.isMoved);
  }

  regenerate(model: IChatModel, promptId: string): void {
    this.done.push(['regenerate', model.id, promptId]);
  }

  continueAnswer(model: IChatModel, messageId: string): void {
    this.done.push(['continue', model.id, messageId]);
  }

  reveal(model: IChatModel, generationId: string, isShown: boolean): void {
    this.done.push(['reveal', generationId, isShown]);
    this.answersIn(model).reveal(generationId, isShown);
  }

  watch(model: IChatModel): void {
    this.done.push(['watch', model.id]);
    void model.ready.then(
      () => model.id !== undefined && this.changed.emit(model.id)
    );
  }

  private readonly _answers = new WeakMap<IChatModel, FakeAnswers>();
}

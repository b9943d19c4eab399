import type { IChatModel } from '@jupyter/chat';
import { Signal } from '@lumino/signaling';

import type { IStopActions } from '../../generations';
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
   * What was done, in order.
   */
  readonly done: unknown[][] = [];

  /**
   * The chats in which a stop was asked for.
   */
  readonly asked = new Set<string>();

  /**
   * The generations whose tail is shown.
   */
  readonly revealed = new Set<string>();

  /**
   * The generations that were named in it; none of them: all of mine.
   */
  readonly named = new Set<string>();

  isStopping(chatId: string, generationIds?: readonly string[]): boolean {
    return (
      this.asked.has(chatId) &&
      (this.named.size === 0 ||
        (generationIds ?? []).every(id => this.named.has(id)))
    );
  }

  /**
   * What is to be said in a chat.
   */
  readonly notes = new Map<string, string>();

  noteOf(chatId: string): string | null {
    return this.notes.get(chatId) ?? null;
  }

  stop(model: IChatModel, generationIds?: readonly string[]): void {
    this.done.push(['stop', model.id, ...(generationIds ?? [])]);
  }

  reload(model: IChatModel): void {
    this.done.push(['reload', model.id]);
  }

  regenerate(model: IChatModel, promptId: string): void {
    this.done.push(['regenerate', model.id, promptId]);
  }

  reveal(model: IChatModel, generationId: string, isShown: boolean): void {
    this.done.push(['reveal', generationId, isShown]);
    if (isShown) {
      this.revealed.add(generationId);
    } else {
      this.revealed.delete(generationId);
    }
  }

  isRevealed(_: IChatModel, generationId: string): boolean {
    return this.revealed.has(generationId);
  }

  watch(model: IChatModel): void {
    this.done.push(['watch', model.id]);
  }
}

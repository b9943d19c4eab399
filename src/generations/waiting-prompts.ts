import type { IChatModel } from '@jupyter/chat';

import type { IGenerations } from './tokens';

/**
 * Which prompts wait for their turn, by chat and message. A chat of thousands of messages asks it of
 * each of them: a look into a map, and told is whoever asks for what has changed.
 */
export class WaitingPrompts {
  constructor(generations: IGenerations) {
    this._generations = generations;
    generations.changed.connect((_, chatId) => {
      for (const [model, chat] of this._chats) {
        if (model.id === chatId) {
          this._look(model, chat);
        }
      }
    });
  }

  /**
   * Whether a prompt waits. Known of a chat of which somebody listens to any message.
   */
  has(model: IChatModel, messageId: string): boolean {
    return !!this._chats.get(model)?.waiting.has(messageId);
  }

  /**
   * Listen to whether a prompt waits.
   *
   * @returns Ends it; calling it twice is fine.
   */
  listen(
    model: IChatModel,
    messageId: string,
    listener: () => void
  ): () => void {
    const known = this._chats.get(model);
    const chat = known ?? { waiting: new Set(), listeners: new Map() };
    if (!known) {
      this._chats.set(model, chat);
      this._look(model, chat);
    }
    const listeners = chat.listeners.get(messageId) ?? new Set();
    chat.listeners.set(messageId, listeners.add(listener));
    return () => {
      if (listeners.delete(listener) && listeners.size === 0) {
        chat.listeners.delete(messageId);
        if (chat.listeners.size === 0) {
          this._chats.delete(model);
        }
      }
    };
  }

  private _look(model: IChatModel, chat: IListened): void {
    const live = this._generations.live(model);
    const before = chat.waiting;
    chat.waiting = new Set(
      live.filter(one => one.state === 'queued').map(one => one.prompt_id)
    );
    for (const id of new Set([...before, ...chat.waiting])) {
      if (before.has(id) !== chat.waiting.has(id)) {
        chat.listeners.get(id)?.forEach(listener => listener());
      }
    }
  }

  private readonly _generations: IGenerations;
  private readonly _chats = new Map<IChatModel, IListened>();
}

/**
 * The prompts that wait of all that a page knows of.
 */
export function promptsThatWait(generations: IGenerations): WaitingPrompts {
  const known = KNOWN.get(generations) ?? new WaitingPrompts(generations);
  KNOWN.set(generations, known);
  return known;
}

const KNOWN = new WeakMap<IGenerations, WaitingPrompts>();

interface IListened {
  waiting: ReadonlySet<string>;
  readonly listeners: Map<string, Set<() => void>>;
}

import type { IChatModel } from '@jupyter/chat';
import { Signal } from '@lumino/signaling';

import type { IOpenChats } from '../../generations';

/**
 * Open chats that a test opens and closes, with a record of what was shown.
 */
export class FakeOpenChats implements IOpenChats {
  readonly changed = new Signal<this, void>(this);
  readonly paths = new Map<string, string>();
  readonly visible = new Set<IChatModel>();
  /**
   * Where chats are, of those that are anywhere.
   */
  readonly places = new Map<Element, readonly IChatModel[]>();
  readonly shown: string[] = [];
  /**
   * Why none can be shown.
   */
  failure: Error | null = null;
  all: readonly IChatModel[] = [];
  current: IChatModel | null = null;

  /**
   * These are open from now on, the last of them the current one.
   */
  open(...chats: IChatModel[]): void {
    this.all = chats;
    this.current = chats[chats.length - 1] ?? null;
    this.changed.emit();
  }

  find(chatId: string, path: string | null = null): IChatModel | null {
    return (
      this.all.find(
        chat => chat.id === chatId && (path === null || chat.name === path)
      ) ?? null
    );
  }

  at(_: Element): IChatModel | null {
    return this.current;
  }

  within(element: Element): readonly IChatModel[] {
    return this.places.get(element) ?? [];
  }

  isVisible(chat: IChatModel): boolean {
    return this.visible.has(chat);
  }

  pathOf(chatId: string, path: string | null = null): string | null {
    const chat = this.find(chatId, path);
    const known = this.paths.get(chatId) ?? null;
    return chat ? (known ?? chat.name) : (path ?? known);
  }

  async show(chatId: string, path: string | null = null): Promise<void> {
    if (this.failure) {
      throw this.failure;
    }
    this.shown.push(path === null ? chatId : `${chatId} at ${path}`);
  }
}

import type { IChatModel } from '@jupyter/chat';
import type { IDisposable } from '@lumino/disposable';
import { ISignal, Signal } from '@lumino/signaling';

import type { IOpenChats, IStopActions } from '../generations';

/**
 * The chats that are watched over. Where each stands in the page is found by its input, which
 * carries its id: that is so in every panel, and no tracker knows all of them.
 */
export class OpenChats implements IOpenChats, IDisposable {
  constructor(options: OpenChats.IOptions) {
    this._actions = options.actions;
    this._open = options.open;
    this._actions.chatsChanged.connect(this._onChatsChanged, this);
    document.addEventListener('focusin', this._onFocus);
    this._onChatsChanged();
  }

  get all(): readonly IChatModel[] {
    return this._actions.chats;
  }

  get current(): IChatModel | null {
    return this._current;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  find(chatId: string): IChatModel | null {
    return this.all.find(chat => chat.id === chatId) ?? null;
  }

  at(element: Element): IChatModel | null {
    const shown = this.all.filter(chat => {
      const input = Private.inputOf(chat);
      const root = input?.closest(Private.CHAT);
      return element.contains(input) || !!root?.contains(element);
    });
    return shown.length === 1 ? (shown[0] ?? null) : null;
  }

  isVisible(chat: IChatModel): boolean {
    const input = Private.inputOf(chat);
    return (
      document.visibilityState === 'visible' &&
      !!input?.checkVisibility({ visibilityProperty: true })
    );
  }

  pathOf(chatId: string): string | null {
    return this.find(chatId)?.name ?? this._places.get(chatId)?.path ?? null;
  }

  async show(chatId: string, path: string | null = null): Promise<void> {
    const chat = this.find(chatId);
    if (chat) {
      this._remember(chat);
    }
    const place = this._places.get(chatId);
    const isAt = chat?.name ?? path ?? place?.path;
    if (isAt !== undefined) {
      await this._open(isAt, place?.isInSidePanel ?? false);
      this.find(chatId)?.input.focus();
    }
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    document.removeEventListener('focusin', this._onFocus);
    this._actions.chatsChanged.disconnect(this._onChatsChanged, this);
    Signal.clearData(this);
  }

  private _onChatsChanged(): void {
    const { all } = this;
    if (!this._current || !all.includes(this._current)) {
      this._current = all[all.length - 1] ?? null;
    }
    for (const chat of all) {
      void chat.ready.then(() => this._onReady(chat));
    }
    this._changed.emit();
  }

  /**
   * Only now has the chat its id, by which it is found.
   */
  private _onReady(chat: IChatModel): void {
    const isKnown = chat.id === undefined || this._places.has(chat.id);
    if (!chat.isDisposed && !isKnown) {
      this._remember(chat);
      this._changed.emit();
    }
  }

  private readonly _onFocus = (event: FocusEvent): void => {
    const chat = event.target instanceof Element ? this.at(event.target) : null;
    if (chat) {
      this._remember(chat);
    }
    if (chat && chat !== this._current) {
      this._current = chat;
      this._changed.emit();
    }
  };

  private _remember(chat: IChatModel): void {
    if (chat.id !== undefined) {
      const input = Private.inputOf(chat);
      this._places.set(chat.id, {
        path: chat.name,
        // One that is open and not in the page waits in the side panel, which shows one at a time.
        isInSidePanel: !input || !!input.closest(Private.SIDE_PANEL)
      });
    }
  }

  private readonly _actions: IStopActions;
  private readonly _open: OpenChats.IOptions['open'];
  private readonly _places = new Map<string, Private.IPlace>();
  private readonly _changed = new Signal<this, void>(this);
  private _current: IChatModel | null = null;
  private _isDisposed = false;
}

export namespace OpenChats {
  export interface IOptions {
    readonly actions: IStopActions;
    /**
     * Opens the chat in a file, or brings it to the front where it is open.
     */
    readonly open: (path: string, isInSidePanel: boolean) => Promise<unknown>;
  }
}

namespace Private {
  export interface IPlace {
    readonly path: string;
    readonly isInSidePanel: boolean;
  }

  /**
   * The element that holds a chat and nothing else.
   */
  export const CHAT = '.jp-ThemedContainer';

  export const SIDE_PANEL = '.jp-chat-sidepanel';

  export function inputOf(chat: IChatModel): Element | null {
    return document.querySelector(
      `[data-input-id="${CSS.escape(chat.input.id)}"]`
    );
  }
}

import type { IChatModel } from '@jupyter/chat';
import type { IDisposable } from '@lumino/disposable';
import { ISignal, Signal } from '@lumino/signaling';

import type { IOpenChats, IStopActions } from '../generations';
import { ChatPlaces } from './chat-places';
import { inputOf } from './input-of';

/**
 * The chats that are watched over. Where each stands in the page is found by its input, which
 * carries its id: that is so in every panel, and no tracker knows all of them.
 */
export class OpenChats implements IOpenChats, IDisposable {
  constructor(options: OpenChats.IOptions) {
    this._actions = options.actions;
    this._inFront = options.inFront;
    this._open = options.open;
    this._actions.chatsChanged.connect(this._onChatsChanged, this);
    document.addEventListener('focusin', this._onFocus);
    this._onChatsChanged();
  }

  get all(): readonly IChatModel[] {
    return this._actions.chats;
  }

  get current(): IChatModel | null {
    return this._focused() ?? this._withoutFocus();
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  find(chatId: string, path: string | null = null): IChatModel | null {
    const chats = this.all.filter(chat => chat.id === chatId);
    return path === null
      ? (chats[0] ?? null)
      : this._places.findAt(path, chats);
  }

  at(element: Element): IChatModel | null {
    const shown = this.all.filter(chat => {
      const input = inputOf(chat);
      const root = input?.closest(CHAT);
      return element.contains(input) || !!root?.contains(element);
    });
    return shown.length === 1 ? (shown[0] ?? null) : null;
  }

  within(element: Element): readonly IChatModel[] {
    return this.all.filter(chat => element.contains(inputOf(chat)));
  }

  isVisible(chat: IChatModel): boolean {
    const input = inputOf(chat);
    return (
      document.visibilityState === 'visible' &&
      !!input?.checkVisibility({ visibilityProperty: true })
    );
  }

  pathOf(chatId: string, path: string | null = null): string | null {
    return (
      this.find(chatId, path)?.name ??
      path ??
      this._places.of(chatId)?.path ??
      null
    );
  }

  async show(chatId: string, path: string | null = null): Promise<void> {
    const chat = this.find(chatId, path);
    if (chat) {
      this._remember(chat);
    }
    const place = this._places.of(chatId);
    const isAt = chat?.name ?? path ?? place?.path;
    if (isAt !== undefined) {
      await this._open(isAt, place?.isInSidePanel ?? false);
      this.find(chatId, isAt)?.input.focus();
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

  /**
   * The chat that has the focus, or had it last. One has it before it is known to be a chat: its
   * input takes the focus when it is drawn. So what had it is asked again.
   */
  private _focused(): IChatModel | null {
    const { activeElement } = document;
    const chat =
      (activeElement && this.at(activeElement)) ??
      (this._element && this.at(this._element));
    if (chat) {
      this._last = chat;
    }
    return this._last && this.all.includes(this._last) ? this._last : null;
  }

  private _withoutFocus(): IChatModel | null {
    const inFront = this._inFront();
    return (
      (inFront && this.at(inFront)) ?? this.all[this.all.length - 1] ?? null
    );
  }

  private _onChatsChanged(): void {
    for (const chat of this.all) {
      void chat.ready.then(() => this._onReady(chat));
    }
    this._told = this.current;
    this._changed.emit();
  }

  /**
   * Only now has the chat its id, by which it is found.
   */
  private _onReady(chat: IChatModel): void {
    const isNew = chat.id !== undefined && !this._places.has(chat);
    if (!chat.isDisposed && isNew) {
      this._remember(chat);
      this._changed.emit();
    }
  }

  private readonly _onFocus = (event: FocusEvent): void => {
    const element = event.target;
    if (!(element instanceof Element) || !this._isInChat(element)) {
      return;
    }
    this._element = element;
    const { current } = this;
    if (current) {
      this._remember(current);
    }
    if (current !== this._told) {
      this._told = current;
      this._changed.emit();
    }
  };

  /**
   * Whether an element is in a chat, which may not be known yet.
   */
  private _isInChat(element: Element): boolean {
    return this.at(element) !== null || !!element.closest(INPUT);
  }

  private _remember(chat: IChatModel): void {
    const input = inputOf(chat);
    // One that is open and not in the page waits in the side panel, which shows one at a time.
    this._places.set(chat, !input || !!input.closest(SIDE_PANEL));
  }

  private readonly _actions: IStopActions;
  private readonly _inFront: OpenChats.IOptions['inFront'];
  private readonly _open: OpenChats.IOptions['open'];
  private readonly _places = new ChatPlaces();
  private readonly _changed = new Signal<this, void>(this);
  /**
   * What had the focus last of all that may be within a chat.
   */
  private _element: Element | null = null;
  private _last: IChatModel | null = null;
  private _told: IChatModel | null = null;
  private _isDisposed = false;
}

export namespace OpenChats {
  export interface IOptions {
    readonly actions: IStopActions;
    /**
     * The widget in front of the main area.
     */
    readonly inFront: () => Element | null;
    /**
     * Opens the chat in a file, or brings it to the front where it is open.
     */
    readonly open: (path: string, isInSidePanel: boolean) => Promise<unknown>;
  }
}

/**
 * The element that holds a chat and nothing else.
 */
const CHAT = '.jp-ThemedContainer';

const INPUT = '[data-input-id]';

const SIDE_PANEL = '.jp-chat-sidepanel';

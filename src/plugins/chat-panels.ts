import type { IChatModel } from '@jupyter/chat';
import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { IDisposable } from '@lumino/disposable';
import { IMessageHandler, Message, MessageLoop } from '@lumino/messaging';
import { ISignal, Signal } from '@lumino/signaling';
import type { Widget } from '@lumino/widgets';

import type { IGenerations, IOpenChats } from '../generations';

/**
 * The panels of the application in which chats are shown, whoever made them.
 */
export class ChatPanels implements IDisposable {
  constructor(options: ChatPanels.IOptions) {
    this._chats = options.chats;
    this._shell = options.shell;
    this._chats.changed.connect(this._look, this);
    // Nobody tells of a chat that was moved to another panel, or is drawn only now.
    options.generations.changed.connect(this._look, this);
    document.addEventListener('visibilitychange', this._onSightChanged);
    this._look();
  }

  /**
   * The chats in each of them.
   */
  get all(): ReadonlyMap<Widget, readonly IChatModel[]> {
    return this._all;
  }

  /**
   * Emitted when one was opened or closed, when what a person can see of them changed, and when what
   * goes on in a chat did.
   */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    document.removeEventListener('visibilitychange', this._onSightChanged);
    this._all.forEach((_, panel) => this._forget(panel));
    Signal.clearData(this);
  }

  private _look(): void {
    const all = new Map<Widget, readonly IChatModel[]>();
    for (const area of AREAS) {
      for (const panel of this._shell.widgets(area)) {
        const chats = this._chats.within(panel.node);
        if (chats.length > 0) {
          all.set(panel, chats);
        }
      }
    }
    this._all.forEach((_, panel) => all.has(panel) || this._forget(panel));
    all.forEach((_, panel) => this._all.has(panel) || this._watch(panel));
    this._all = all;
    this._changed.emit();
  }

  private _watch(panel: Widget): void {
    MessageLoop.installMessageHook(panel, this._onMessage);
    panel.disposed.connect(this._look, this);
  }

  private _forget(panel: Widget): void {
    MessageLoop.removeMessageHook(panel, this._onMessage);
    panel.disposed.disconnect(this._look, this);
  }

  private readonly _onMessage = (_: IMessageHandler, { type }: Message) => {
    if (type === 'after-show' || type === 'after-hide') {
      this._onSightChanged();
    }
    return true;
  };

  private readonly _onSightChanged = (): void => this._changed.emit();

  private readonly _chats: IOpenChats;
  private readonly _shell: ChatPanels.IOptions['shell'];
  private readonly _changed = new Signal<this, void>(this);
  private _all: ReadonlyMap<Widget, readonly IChatModel[]> = new Map();
  private _isDisposed = false;
}

export namespace ChatPanels {
  export interface IOptions {
    readonly chats: IOpenChats;
    readonly generations: IGenerations;
    readonly shell: Pick<JupyterFrontEnd.IShell, 'widgets'>;
  }
}

const AREAS = ['main', 'left', 'right', 'down'] as const;

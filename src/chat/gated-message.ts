import type { IMessage, IMessageContent } from '@jupyter/chat';
import type { IDisposable } from '@lumino/disposable';

import { IMark, parseMark } from '../protocol';
import { FramePacer } from './pacer';

/**
 * One message of an open chat, whose updates pass through here.
 *
 * Open, the body of a persona's message is passed on at most once per animation frame, the newest,
 * and not before the one before it was rendered. Shut, what a person sees stays as it is until the
 * final mark comes; everything else about the message still passes.
 */
export class GatedMessage implements IDisposable {
  /**
   * @param message - The message; its `update` is replaced.
   * @param onAppears - Called when the message appears in the list or disappears from it.
   */
  constructor(message: IMessage, onAppears: () => void) {
    this.message = message;
    this._onAppears = onAppears;
    this._pass = message.update.bind(message);
    message.update = updated => this._update(updated);
  }

  readonly message: IMessage;

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  get isShut(): boolean {
    return this._isShut;
  }

  /**
   * What the message says of the generation that wrote it.
   */
  get mark(): IMark | null {
    return parseMark(this.message.metadata);
  }

  /**
   * Length of the body that has reached the page, in UTF-16 code units.
   */
  get shownLength(): number {
    const { body, deleted } = this.message.content;
    return deleted || typeof body !== 'string' ? 0 : body.length;
  }

  /**
   * Hold back what changes what a person sees.
   *
   * @param frozen - What the person saw, where the message already says more; `{deleted: true}`
   * where it was nothing.
   */
  shut(frozen: Partial<IMessageContent> = {}): void {
    if (this._isShut || this._isFinal) {
      return;
    }
    this._isShut = true;
    this._pacer.cancel();
    if (Object.keys(frozen).length > 0) {
      const { body, deleted } = this.message.content;
      this._held = { body, deleted: !!deleted, ...this._held };
      this._pass(frozen);
    }
  }

  /**
   * Let everything through again, at once.
   */
  open(): void {
    const wasHidden = !!this.message.deleted;
    this._isShut = false;
    this._passHeld();
    if (wasHidden && !this.message.deleted) {
      this._onAppears();
    }
  }

  /**
   * Show the tail that was cut from the body, or hide it again, in this page alone.
   */
  reveal(isShown: boolean): void {
    const unseen = this.mark?.unseen;
    if (unseen === undefined || this._isRevealed === isShown) {
      return;
    }
    if (isShown) {
      const { body, deleted } = this.message.content;
      this._stopped = { body, deleted: !!deleted };
      this._pass({ body: `${String(body)}${unseen}`, deleted: false });
    } else {
      this._pass(this._stopped);
    }
    this._isRevealed = isShown;
    if (this._stopped.deleted) {
      this._onAppears();
    }
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._pacer.dispose();
  }

  private get _isFinal(): boolean {
    const mark = this.mark;
    return mark !== null && mark.status !== 'streaming';
  }

  private _update(updated: Partial<IMessageContent>): void {
    const { passing, holding } = Private.split(updated);
    Object.assign(this._held, holding);
    if (Object.keys(passing).length > 0) {
      this._pass(passing);
    }
    if (this._isShut) {
      if (this._isFinal) {
        // The body comes in the same task, before or after the mark, so it is waited for.
        void Promise.resolve().then(() => this.open());
      }
    } else if (this._isFinal || !this.message.sender.bot) {
      this._pacer.cancel();
      this._passHeld();
    } else if (Object.keys(this._held).length > 0) {
      this._pacer.request(() => this._passPaced());
    }
  }

  private _passPaced(): Promise<void> | undefined {
    this._passHeld();
    return this.message.renderedDelegate?.promise;
  }

  private _passHeld(): void {
    const held = this._held;
    this._held = {};
    if (Object.keys(held).length > 0 && !this._isDisposed) {
      this._pass(held);
    }
  }

  private readonly _pass: (updated: Partial<IMessageContent>) => void;
  private readonly _onAppears: () => void;
  private readonly _pacer = new FramePacer();
  private _held: Partial<IMessageContent> = {};
  private _stopped: Partial<IMessageContent> = {};
  private _isShut = false;
  private _isRevealed = false;
  private _isDisposed = false;
}

namespace Private {
  /**
   * The fields that change what a person sees of a message.
   */
  const SEEN: readonly string[] = [
    'body',
    'mime_model',
    'mentions',
    'attachments',
    'deleted'
  ];

  interface ISplit {
    readonly passing: Partial<IMessageContent>;
    readonly holding: Partial<IMessageContent>;
  }

  export function split(updated: Partial<IMessageContent>): ISplit {
    const passing: Partial<IMessageContent> = {};
    const holding: Partial<IMessageContent> = {};
    for (const [name, value] of Object.entries(updated)) {
      Object.assign(SEEN.includes(name) ? holding : passing, { [name]: value });
    }
    return { passing, holding };
  }
}

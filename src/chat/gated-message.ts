import type { IMessage } from '@jupyter/chat';
import type { IDisposable } from '@lumino/disposable';

import { IPreferences, Preferences } from '../generations/preferences';
import type { IMark } from '../protocol';
import type { Tail } from './answer';
import { FramePacer } from './pacer';
import { Painted } from './painted';
import { Truth } from './truth';
import {
  difference,
  isEmpty,
  textOf,
  unseenChanges,
  View,
  viewOf
} from './view';

/**
 * One message of an open chat, whose updates pass through here: what has come of it, and what is
 * shown of that.
 *
 * Each update becomes a part of the truth at once. What a person sees is computed from the truth,
 * from what is frozen and from whether the tail is shown, and is passed on where it is another than
 * before: while a persona writes at most once per animation frame, else at once.
 */
export class GatedMessage implements IDisposable {
  /**
   * @param message - The message; its `update` is replaced until this is disposed of.
   * @param onAppears - Called when the message appears in the list or disappears from it, other
   * than by an update.
   */
  constructor(
    message: IMessage,
    onAppears: () => void,
    options: GatedMessage.IOptions = {}
  ) {
    const { earlier, onTail, preferences = new Preferences(), putIn } = options;
    this.message = message;
    this.painted = new Painted(
      viewOf(message.content),
      () => this._paintAgain(),
      putIn
    );
    this._onAppears = onAppears;
    this._onTail = onTail ?? (() => undefined);
    this._preferences = preferences;
    this._pacer = new FramePacer(() => preferences.values.updatesPerSecond);
    this._truth = new Truth(
      { ...message.content, ...earlier?._behind(message) },
      () => this.open()
    );
    this._own = Object.getOwnPropertyDescriptor(message, 'update');
    this._pass = message.update.bind(message);
    message.update = this._gate;
    this._show();
  }

  readonly message: IMessage;

  /**
   * What the page has painted of it, and is painting.
   */
  readonly painted: Painted;

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /**
   * What the message says of the generation that wrote it.
   */
  get mark(): IMark | null {
    return this._truth.mark;
  }

  /**
   * What is held still; null while the message is open.
   */
  get frozen(): View | null {
    return this._frozen;
  }

  get isShut(): boolean {
    return this._frozen !== null;
  }

  /**
   * What had been written beyond the body.
   */
  get tail(): Tail {
    const { content, hasTail } = this._truth;
    if (!hasTail || this._isDiscarded) {
      return 'none';
    }
    // What is deleted is shown only where that was asked for by hand.
    const isShown = content.deleted
      ? this._isRevealed === true
      : (this._isRevealed ?? this._preferences.values.isRestShown);
    return isShown && !this.isShut ? 'shown' : 'hidden';
  }

  /**
   * The text that the page is given to show.
   */
  get shown(): string {
    return textOf(this.message.content);
  }

  /**
   * The text that has come.
   */
  get written(): string {
    return textOf(this._truth.content);
  }

  /**
   * Hold back what changes what a person sees, until the final mark comes. Calling it twice is
   * fine, and after the final mark too.
   *
   * @param frozen - What the person saw, where that is not what was painted last.
   */
  shut(frozen: View = {}): void {
    if (this.isShut || this._truth.isFinal) {
      return;
    }
    this._pacer.cancel();
    this._frozen = { ...this.painted.last, ...frozen };
    this._show();
  }

  /**
   * Let everything through again, at once. Calling it twice is fine.
   */
  open(): void {
    this._frozen = null;
    this._look();
  }

  /**
   * Show what had been written beyond the body, or hide it again, in this page alone.
   *
   * @param isShown - `null` where that is as the person has set it.
   */
  reveal(isShown: boolean | null): void {
    // No person presses within the task that brings the end.
    this._truth.end();
    this._isRevealed = isShown;
    this._look();
  }

  /**
   * The person deletes the message in this page. What had been deleted already, and is shown, goes.
   */
  discard(): void {
    this._isDiscarded = !!this._truth.content.deleted;
    this._look();
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._pacer.dispose();
    // Whoever has replaced it since goes on through here.
    if (this.message.update === this._gate) {
      Reflect.deleteProperty(this.message, 'update');
      if (this._own) {
        Object.defineProperty(this.message, 'update', this._own);
      }
    }
  }

  /**
   * What a person is to see.
   */
  private get _view(): View {
    const { content, whole } = this._truth;
    if (this.tail === 'shown') {
      return { ...viewOf(content), body: whole, deleted: false };
    }
    return content.deleted || !this._frozen ? viewOf(content) : this._frozen;
  }

  private _update(updated: View): void {
    if (this._isDisposed) {
      this._pass(updated);
      return;
    }
    if (!this._truth.take(updated)) {
      return;
    }
    const seen = difference(this.message.content, this._view);
    const isAtOnce =
      this._truth.isFinal || !this.message.sender.bot || 'deleted' in seen;
    if (isAtOnce) {
      this._pacer.cancel();
    } else if (!isEmpty(seen)) {
      this._pacer.request(() => this._showPaced());
    }
    const unseen = unseenChanges(this.message.content, updated);
    this._passOn({ ...unseen, ...(isAtOnce ? seen : {}) });
  }

  /**
   * What stands behind another object of this message, where that was made of what is shown and not
   * of what has come.
   */
  private _behind(copy: IMessage): View {
    const isCopy = this.tail === 'shown' && copy.body === this.message.body;
    return isCopy ? viewOf(this._truth.content) : {};
  }

  /**
   * What the view is computed from is another, and not by an update.
   */
  private _look(): void {
    const wasDeleted = !!this.message.deleted;
    this._show();
    if (wasDeleted !== !!this.message.deleted) {
      this._onAppears();
    }
    this._onTail();
  }

  private _show(): void {
    if (!this._isDisposed) {
      this._passOn(difference(this.message.content, this._view));
    }
  }

  private _showPaced(): Promise<void> | undefined {
    this._show();
    return this.message.renderedDelegate?.promise;
  }

  private _passOn(updated: View): void {
    if (isEmpty(updated)) {
      return;
    }
    this._pass(updated);
    if (!isEmpty(viewOf(updated))) {
      const { content, renderedDelegate } = this.message;
      this.painted.follow(viewOf(content), renderedDelegate?.promise);
    }
  }

  /**
   * The same mentions in another list are rendered again, with all the rest.
   */
  private _paintAgain(): void {
    const mentions = [...(this.message.mentions ?? [])];
    if (this._frozen) {
      this._frozen = { ...this._frozen, mentions };
    } else {
      this._truth.take({ mentions });
    }
    this._show();
  }

  private readonly _gate = (updated: View): void => this._update(updated);
  private readonly _own: PropertyDescriptor | undefined;
  private readonly _pass: (updated: View) => void;
  private readonly _onAppears: () => void;
  private readonly _onTail: () => void;
  private readonly _preferences: IPreferences;
  private readonly _pacer: FramePacer;
  private readonly _truth: Truth;
  private _frozen: View | null = null;
  private _isRevealed: boolean | null = null;
  private _isDiscarded = false;
  private _isDisposed = false;
}

export namespace GatedMessage {
  export interface IOptions {
    /**
     * What another object of the same message passed through until now.
     */
    readonly earlier?: GatedMessage;

    /**
     * Say how often the page is shown more, and whether a tail is shown without being asked for.
     */
    readonly preferences?: IPreferences;

    /**
     * Called when `tail` may say something else without an update.
     */
    readonly onTail?: () => void;

    /**
     * What the page has put in of the message last: another object each time.
     */
    readonly putIn?: () => unknown;
  }
}

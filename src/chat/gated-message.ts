import type { IMessage, IMessageContent } from '@jupyter/chat';
import type { IDisposable } from '@lumino/disposable';

import { IPreferences, Preferences } from '../generations';
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
   * @param message - The message; its `update` is replaced until this is disposed of.
   * @param onAppears - Called when the message appears in the list or disappears from it.
   * @param preferences - Say how often the page is shown more, and whether a tail is shown at once.
   */
  constructor(
    message: IMessage,
    onAppears: () => void,
    preferences: IPreferences = new Preferences()
  ) {
    this.message = message;
    this._onAppears = onAppears;
    this._preferences = preferences;
    this._pacer = new FramePacer(() => preferences.values.updatesPerSecond);
    this._own = Object.getOwnPropertyDescriptor(message, 'update');
    this._pass = message.update.bind(message);
    message.update = this._gate;
    this._isSettled = this._isFinal;
  }

  readonly message: IMessage;

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  get isShut(): boolean {
    return this._isShut;
  }

  /**
   * Whether what had been written beyond the body is shown.
   */
  get isRevealed(): boolean {
    return this._isRevealed;
  }

  /**
   * What the message says of the generation that wrote it.
   */
  get mark(): IMark | null {
    return parseMark(this.message.metadata);
  }

  /**
   * The body that has reached the page.
   */
  get shown(): string {
    const { body, deleted } = this.message.content;
    return deleted || typeof body !== 'string' ? '' : body;
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
   * Show what had been written beyond the body, or hide it again, in this page alone.
   */
  reveal(isShown: boolean): void {
    const mark = this.mark;
    if (mark?.unseen === undefined || this._isRevealed === isShown) {
      return;
    }
    if (isShown) {
      const { body, deleted } = this.message.content;
      this._stopped = { body, deleted: !!deleted };
      this._pass({ body: Private.whole(body, mark), deleted: false });
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
    // Whoever has replaced it since goes on through here.
    if (this.message.update === this._gate) {
      Reflect.deleteProperty(this.message, 'update');
      if (this._own) {
        Object.defineProperty(this.message, 'update', this._own);
      }
    }
  }

  private get _isFinal(): boolean {
    const mark = this.mark;
    return mark !== null && mark.status !== 'streaming';
  }

  private _update(updated: Partial<IMessageContent>): void {
    if (this._isDisposed) {
      this._pass(updated);
      return;
    }
    if (this._isLate(updated)) {
      return;
    }
    const { passing, holding } = Private.split(updated);
    Object.assign(this._held, holding);
    if (Object.keys(passing).length > 0) {
      this._pass(passing);
    }
    if (this._isFinal) {
      // The body comes in the same task, before or after the mark, so it is waited for.
      void Promise.resolve().then(() => this._settle());
    }
    if (this._isShut) {
      return;
    }
    if (this._isFinal || !this.message.sender.bot) {
      this._pacer.cancel();
      this._passHeld();
    } else if (Object.keys(this._held).length > 0) {
      this._pacer.request(() => this._passPaced());
    }
  }

  /**
   * Whether an update is older than the final mark that has come.
   */
  private _isLate(updated: Partial<IMessageContent>): boolean {
    const { _isFinal: isFinal, mark } = this;
    if (!isFinal || mark === null) {
      return false;
    }
    if ('metadata' in updated) {
      const told = parseMark(updated.metadata);
      return (
        told?.status === 'streaming' &&
        told.generation_id === mark.generation_id
      );
    }
    // Every text that was on its way at the stop is the beginning of what was cut into two there,
    // or of what had taken its place.
    const body = this._isRevealed ? this._stopped.body : this.message.body;
    const seenLength =
      typeof body === 'string' && !mark.is_rewritten ? body.length : 0;
    return (
      this._isSettled &&
      mark.unseen !== undefined &&
      typeof updated.body === 'string' &&
      updated.body.length > seenLength &&
      Private.whole(body, mark).startsWith(updated.body)
    );
  }

  private _settle(): void {
    const isNews = this._isFinal && !this._isSettled;
    this._isSettled = this._isFinal;
    if (this._isShut && this._isFinal) {
      this.open();
    }
    if (isNews && this._preferences.values.isRestShown) {
      this.reveal(true);
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
      const wasRevealed = this._isRevealed;
      this._isRevealed = false;
      this._pass(held);
      this.reveal(wasRevealed);
    }
  }

  private readonly _gate = (updated: Partial<IMessageContent>): void =>
    this._update(updated);
  private readonly _own: PropertyDescriptor | undefined;
  private readonly _pass: (updated: Partial<IMessageContent>) => void;
  private readonly _onAppears: () => void;
  private readonly _preferences: IPreferences;
  private readonly _pacer: FramePacer;
  private _held: Partial<IMessageContent> = {};
  private _stopped: Partial<IMessageContent> = {};
  private _isShut = false;
  private _isSettled: boolean;
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

  /**
   * All that a generation had written of a message.
   */
  export function whole(
    body: Partial<IMessageContent>['body'],
    mark: IMark
  ): string {
    const unseen = mark.unseen ?? '';
    return mark.is_rewritten ? unseen : `${String(body)}${unseen}`;
  }

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

import type { IMessageContent } from '@jupyter/chat';

import type { IMark } from '../protocol';
import { isFinal, markIn } from './marks';
import { textOf, View } from './view';

/**
 * All that has come of one message, whatever is shown of it.
 */
export class Truth {
  /**
   * @param onEnded - Called when the final mark has come, and all that came with it: at the end of
   * the task, as one task brings the mark before or after the body.
   */
  constructor(content: IMessageContent, onEnded: () => void) {
    this._content = content;
    this._onEnded = onEnded;
    this._ended = this.isFinal ? content : null;
  }

  get content(): IMessageContent {
    return this._content;
  }

  /**
   * What the message says of the generation that wrote it.
   */
  get mark(): IMark | null {
    return markIn(this._content.metadata);
  }

  get isFinal(): boolean {
    return isFinal(this.mark);
  }

  /**
   * Whether something had been written beyond the body. It belongs to the body with which the final
   * mark came, and to no other that a person made of it.
   */
  get hasTail(): boolean {
    const { _content: now, _ended: ended } = this;
    return (
      !!ended &&
      !!this.mark?.unseen &&
      !now.edited &&
      now.body === ended.body &&
      !!now.deleted === !!ended.deleted
    );
  }

  /**
   * All that the generation had written of the message.
   */
  get whole(): string {
    const { unseen = '', is_rewritten } = this.mark ?? {};
    const body = this._ended?.body ?? '';
    return is_rewritten ? unseen : `${body}${unseen}`;
  }

  /**
   * Take an update, unless it is older than the final mark that has come.
   *
   * @returns Whether it was taken.
   */
  take(updated: View): boolean {
    if (this._isStale(updated)) {
      return false;
    }
    this._content = { ...this._content, ...updated };
    const { mark } = this;
    const ended = this._ended && markIn(this._ended.metadata);
    if (!this.isFinal) {
      this._ended = null;
    } else if (
      ended?.generation_id !== mark?.generation_id ||
      ended?.unseen !== mark?.unseen
    ) {
      this._ended = null;
      void Promise.resolve().then(() => this.end());
    }
    return true;
  }

  /**
   * All that comes with the final mark has come, if that has. Calling it twice is fine.
   */
  end(): void {
    if (!this._ended && this.isFinal) {
      this._ended = this._content;
      this._onEnded();
    }
  }

  private _isStale(updated: View): boolean {
    const { _ended: ended, mark } = this;
    if ('metadata' in updated) {
      const told = markIn(updated.metadata);
      return (
        this.isFinal &&
        told?.status === 'streaming' &&
        told.generation_id === mark?.generation_id
      );
    }
    // Every text that was on its way at the stop is the beginning of what was cut into two there,
    // or of what had taken its place.
    const seenLength = ended && !mark?.is_rewritten ? textOf(ended).length : 0;
    return (
      !!ended &&
      mark?.unseen !== undefined &&
      typeof updated.body === 'string' &&
      updated.body.length > seenLength &&
      this.whole.startsWith(updated.body)
    );
  }

  private readonly _onEnded: () => void;
  private _content: IMessageContent;
  /**
   * What there was when the generation had ended.
   */
  private _ended: IMessageContent | null;
}

import type { IChatModel } from '@jupyter/chat';

/**
 * The list of a chat's messages on the page. It looks at which of them are deleted only when
 * messages come and go.
 */
export class MessageList {
  constructor(model: IChatModel) {
    this._model = model;
  }

  /**
   * Have it look at which messages are deleted: at once, or when the work is done.
   */
  render(): void {
    this._isAsked = true;
    this.renderOnce(() => undefined);
  }

  /**
   * Do what may ask for many renders, and render once at the end, if at all.
   */
  renderOnce(work: () => void): void {
    if (this._isWorking) {
      work();
      return;
    }
    this._isWorking = true;
    try {
      work();
    } finally {
      this._isWorking = false;
    }
    if (this._isAsked) {
      this._isAsked = false;
      this._model.messagesInserted(this._model.messages.length, []);
    }
  }

  private readonly _model: IChatModel;
  private _isWorking = false;
  private _isAsked = false;
}

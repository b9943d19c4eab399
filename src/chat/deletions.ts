import type { IChatModel } from '@jupyter/chat';
import type { IDisposable } from '@lumino/disposable';

/**
 * Tells of the messages that the person deletes in this page. Of one that was deleted already no
 * update comes.
 */
export class Deletions implements IDisposable {
  /**
   * @param model - The chat; its `deleteMessage` is replaced until this is disposed of.
   * @param onDelete - Called with the id of a message before it is deleted.
   */
  constructor(model: IChatModel, onDelete: (messageId: string) => void) {
    this._model = model;
    this._own = Object.getOwnPropertyDescriptor(model, 'deleteMessage');
    const original = model.deleteMessage?.bind(model);
    if (original) {
      this._replacement = id => {
        onDelete(id);
        return original(id);
      };
      model.deleteMessage = this._replacement;
    }
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    // Whoever has replaced it since goes on through here.
    if (this._replacement && this._model.deleteMessage === this._replacement) {
      Reflect.deleteProperty(this._model, 'deleteMessage');
      if (this._own) {
        Object.defineProperty(this._model, 'deleteMessage', this._own);
      }
    }
  }

  private readonly _model: IChatModel;
  private readonly _own: PropertyDescriptor | undefined;
  private readonly _replacement: IChatModel['deleteMessage'];
  private _isDisposed = false;
}

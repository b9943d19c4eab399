import type { IMessage, IMessageContent } from '@jupyter/chat';
import type { IDisposable } from '@lumino/disposable';

/**
 * Lets no text of a source into a message, for as long as that may go on after it was given up. A
 * person's edit passes.
 */
export class Refusal implements IDisposable {
  constructor(message: IMessage) {
    const pass = message.update.bind(message);
    message.update = updated => {
      pass(this._isDisposed || updated.edited ? updated : rest(updated));
    };
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    // Whoever has replaced the method since goes on through it.
    this._isDisposed = true;
  }

  private _isDisposed = false;
}

/**
 * An update without what is seen of a text.
 */
function rest(updated: Partial<IMessageContent>): Partial<IMessageContent> {
  return Object.fromEntries(
    Object.entries(updated).filter(([name]) => !TEXT.includes(name))
  );
}

const TEXT: readonly string[] = ['body', 'deleted', 'mime_model'];

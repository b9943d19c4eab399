import type { IChatModel, IInputModel } from '@jupyter/chat';
import type { TranslationBundle } from '@jupyterlab/translation';
import { ISignal, Signal } from '@lumino/signaling';

import { Draft } from './draft';
import { hasDraft } from './has-draft';
import { mineIn } from './mine';
import type { INotices } from './notices';
import { readStop } from './stop-message';
import type { IStopActions } from './tokens';

/**
 * One gesture that stops my answers in a chat and has what is in its input answered next.
 *
 * It stays in the input until the server has accepted the stop: a prompt that came before would be
 * stopped with the rest of mine. From then on the server has it wait for what is ending.
 */
export class StopAndSend {
  constructor(options: StopAndSend.IOptions) {
    this._options = options;
  }

  /**
   * The keys that it is bound to; empty without any.
   */
  get keys(): readonly string[] {
    return this._options.keys();
  }

  /**
   * Emitted when what `noteOf` says of a chat changed.
   */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /**
   * Whether an answer of mine runs or waits in a chat, and there is something to send, which is not
   * a stop itself.
   */
  can(model: IChatModel): boolean {
    const { input } = model;
    return (
      this._mine(model).length > 0 && hasDraft(input) && !readStop(input.value)
    );
  }

  /**
   * What a person has to know of a message that is sent as soon as a stop has been heard, beside
   * what is said of that; null where there is none.
   */
  noteOf(model: IChatModel): string | null {
    const { trans } = this._options;
    return this._drafts.has(model)
      ? trans.__('Your message is sent when the stop has been heard.')
      : null;
  }

  /**
   * Freeze and stop my answers in a chat in this very task, where that was not asked for, and send
   * what is in its input once the server has accepted. Again before that, it is sent once, as it is
   * then. Where it cannot be sent it stays in the input, and the person is told.
   */
  act(model: IChatModel): void {
    if (!this.can(model)) {
      return;
    }
    const { actions } = this._options;
    if (!actions.isStopping(model, this._mine(model))) {
      actions.stop(model);
    }
    const isWaiting = this._drafts.has(model);
    this._drafts.set(model, new Draft(model.input));
    if (!isWaiting) {
      this._changed.emit();
      void this._sendWhenHeard(model);
    }
  }

  private async _sendWhenHeard(model: IChatModel): Promise<void> {
    const { actions, notices, submit, trans } = this._options;
    const isHeard = await actions.untilHeard(model);
    const draft = this._drafts.get(model);
    this._drafts.delete(model);
    this._changed.emit();
    // What a person has sent by another way, or taken out, is not in the input any more.
    if (!draft || model.isDisposed || !hasDraft(model.input)) {
      return;
    }
    if (!isHeard) {
      notices.fail(
        trans.__('Your message was not sent. It is still in the input.')
      );
    } else if (!(await draft.send(submit))) {
      notices.fail(
        trans.__(
          'Your message was not sent, because it was changed meanwhile. It is still in the input.'
        )
      );
    }
  }

  private _mine(model: IChatModel): readonly string[] {
    return mineIn(this._options.actions.generations, model).map(
      one => one.generation_id
    );
  }

  private readonly _options: StopAndSend.IOptions;
  /**
   * What is to be sent in which chat.
   */
  private readonly _drafts = new Map<IChatModel, Draft>();
  private readonly _changed = new Signal<this, void>(this);
}

export namespace StopAndSend {
  export interface IOptions {
    readonly actions: IStopActions;
    /**
     * The keys that it is bound to.
     */
    readonly keys: () => readonly string[];
    readonly notices: INotices;
    /**
     * What is done with an input before its message is sent.
     */
    readonly submit: (input: IInputModel) => Promise<void> | undefined;
    readonly trans: TranslationBundle;
  }
}

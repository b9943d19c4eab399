/**
 * What `@jupyter/chat` 0.25 has at run time and the types of the newest one published to npm, 0.20,
 * do not.
 */
import type { PromiseDelegate } from '@lumino/coreutils';
import type { ISignal } from '@lumino/signaling';

declare module '@jupyter/chat/lib/model' {
  interface IChatModel {
    /**
     * The chat's stable id, the server's `chat.get_id()`; known once `ready`.
     */
    readonly id?: string;

    /**
     * Emitted when the model is disposed.
     */
    readonly disposed?: ISignal<IChatModel, void>;
  }
}

declare module '@jupyter/chat/lib/types' {
  interface IMessage {
    /**
     * Resolved when the body, as it stands, has been rendered.
     */
    readonly renderedDelegate?: PromiseDelegate<void>;
  }
}

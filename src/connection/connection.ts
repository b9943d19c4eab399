import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';

import type { ClientFrame, ServerFrame } from '../protocol';

/**
 * `down` is known: the last try failed. Until there was one, or while one is under way for the
 * first time, it is `opening`.
 */
export type ConnectionState = 'opening' | 'open' | 'down';

/**
 * A way on which frames go to the server and come from it.
 */
export interface IConnection extends IDisposable {
  readonly state: ConnectionState;

  /**
   * Emitted with the new state.
   */
  readonly stateChanged: ISignal<IConnection, ConnectionState>;

  /**
   * Emitted whenever there is a way to the server that was not there before. Whoever follows
   * something or waits for an answer sends that again.
   */
  readonly opened: ISignal<IConnection, void>;

  /**
   * Emitted with each frame that came.
   */
  readonly received: ISignal<IConnection, ServerFrame>;

  /**
   * Open the connection, and keep it open. Calling it twice is fine.
   */
  start(): void;

  /**
   * Send a frame, if there is a way now.
   *
   * @param frame - A frame that is a request may be sent again under its id.
   * @param isAgain - Whether it was sent before and has not been answered in time.
   *
   * @returns Whether it is on its way.
   */
  send(frame: ClientFrame, isAgain?: boolean): boolean;
}

import type { Kernel } from '@jupyterlab/services';
import { DisposableDelegate, IDisposable } from '@lumino/disposable';

import { canceledIfAborted } from './aborted';
import type { HandedOn } from './handed-on';

/**
 * The executions that this page asks kernels for: each says in its own metadata which command of an
 * answer has caused it.
 */
export class Executions {
  constructor(handedOn: HandedOn) {
    this._handedOn = handedOn;
  }

  /**
   * Look at each connection to a kernel that is made from here on.
   *
   * @returns To be disposed of to make none of them say anything any more.
   */
  watch(kernels: Kernel.IManager): IDisposable {
    const connectTo = kernels.connectTo.bind(kernels);
    kernels.connectTo = options => {
      const connection = connectTo(options);
      this._tag(connection);
      return connection;
    };
    return new DisposableDelegate(() => {
      kernels.connectTo = connectTo;
      this._isOff = true;
    });
  }

  /**
   * Run `act`; what it asks kernels for before it returns is caused by a command.
   */
  during<T>(requestId: string, act: () => T): T {
    const before = this._current;
    this._current = requestId;
    try {
      return act();
    } finally {
      this._current = before;
    }
  }

  private _tag(connection: Kernel.IKernelConnection): void {
    const requestExecute = connection.requestExecute.bind(connection);
    connection.requestExecute = (content, disposeOnDone, metadata) => {
      const { recordTiming } = metadata ?? {};
      const { store_history: storeHistory } = content;
      const byTiming = this._handedOn.requestIdOf(recordTiming);
      const byHistory = this._handedOn.requestIdOf(storeHistory);
      const requestId = byTiming ?? byHistory ?? this._current;
      if (requestId === null || this._isOff) {
        return requestExecute(content, disposeOnDone, metadata);
      }
      return canceledIfAborted(
        requestExecute(
          byHistory === null ? content : { ...content, store_history: true },
          disposeOnDone,
          {
            ...metadata,
            ...(byTiming === null ? {} : { recordTiming: true }),
            stop_stream: { request_id: requestId }
          }
        )
      );
    };
  }

  private readonly _handedOn: HandedOn;
  private _current: string | null = null;
  private _isOff = false;
}

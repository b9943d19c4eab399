import type { Kernel, KernelMessage } from '@jupyterlab/services';

/**
 * An execution, as it is waited for.
 */
export type ExecuteFuture = Kernel.IShellFuture<
  KernelMessage.IExecuteRequestMsg,
  KernelMessage.IExecuteReplyMsg
>;

/**
 * Have an execution that its kernel aborts end like one that is canceled in the page. JupyterLab
 * takes the `[*]` from the cell of that one, whoever runs it; after the reply `aborted` that is left
 * to each command, and jupyterlab-ai-commands looks for another word.
 */
export function canceledIfAborted(future: ExecuteFuture): ExecuteFuture {
  const done = future.done.then(reply => {
    if (reply.content.status === 'aborted') {
      throw new Error('Canceled: the kernel has aborted this execution.');
    }
    return reply;
  });
  // There may be nobody who waits.
  done.catch(() => undefined);
  Object.defineProperty(future, 'done', { value: done });
  return future;
}

import type { APIRequestContext } from '@playwright/test';

/**
 * What runs on a server, as its API calls it.
 */
export type Runner = 'kernels' | 'sessions' | 'terminals';

/**
 * End all of a kind that a test, or an answer in it, has left running.
 */
export async function endAll(
  request: APIRequestContext,
  runner: Runner
): Promise<void> {
  const answer = await request.get(`api/${runner}`);
  if (!answer.ok()) {
    // A host that runs none, or not for everybody.
    return;
  }
  const left: readonly { id?: string; name: string }[] = await answer.json();
  for (const { id, name } of left) {
    await request.delete(`api/${runner}/${id ?? name}`);
  }
}

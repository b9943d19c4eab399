import type { APIRequestContext } from '@playwright/test';

/**
 * Ask what goes on, as a script does that wants to know what becomes of it: the server does not
 * take that for an answer that nobody has open, however long a page takes to be opened again.
 */
export async function askWhatGoesOn(request: APIRequestContext): Promise<void> {
  const path = 'api/stop-stream/generations';
  const { generations } = await (await request.get(path)).json();
  for (const { generation_id } of generations) {
    await request.get(`${path}/${generation_id}`);
  }
}

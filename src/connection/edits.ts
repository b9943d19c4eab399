import type { ServerConnection } from '@jupyterlab/services';

import { ICellEdit, parseEdits } from '../protocol';
import { request } from './rest-request';

/**
 * What the server knows of a stopped answer's edits.
 *
 * @throws As `listGenerations`; it may not know the answer any more.
 */
export async function askForEdits(
  settings: ServerConnection.ISettings,
  generationId: string
): Promise<readonly ICellEdit[]> {
  const id = encodeURIComponent(generationId);
  const path = `api/stop-stream/generations/${id}/edits`;
  return parseEdits((await request(settings, path)).edits);
}

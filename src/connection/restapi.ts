import { URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';

import {
  asFields,
  asList,
  IGenerationRecord,
  ISeen,
  parseRecord
} from '../protocol';

/**
 * The address of the generations, below the server's base.
 */
const GENERATIONS = 'api/stop-stream/generations';

/**
 * The generations that have not ended.
 *
 * @param chatId - The chat meant; without it all chats of the server.
 *
 * @throws ServerConnection.NetworkError - there is no way to the server.
 * @throws ServerConnection.ResponseError - the server does not say; the message is its own.
 * @throws FrameError - what it says is not in the schema.
 */
export async function listGenerations(
  settings: ServerConnection.ISettings,
  chatId?: string
): Promise<readonly IGenerationRecord[]> {
  const query =
    chatId === undefined ? '' : URLExt.objectToQueryString({ chat_id: chatId });
  const answer = await Private.request(settings, GENERATIONS + query);
  return asList(answer, 'generations').map(parseRecord);
}

/**
 * Stop one generation.
 *
 * @param requestId - Under an id that has stopped it before, the server does nothing more.
 * @param seen - What was on the screen. Without it nothing of what was written is cut.
 *
 * @returns The generation as it then stood; that it ended is told by its state alone.
 *
 * @throws As `listGenerations`.
 */
export async function stopGeneration(
  settings: ServerConnection.ISettings,
  generationId: string,
  requestId: string,
  seen?: readonly ISeen[]
): Promise<IGenerationRecord> {
  const path = URLExt.join(
    GENERATIONS,
    encodeURIComponent(generationId),
    'stop'
  );
  const answer = await Private.request(settings, path, {
    method: 'POST',
    body: JSON.stringify({ request_id: requestId, ...(seen && { seen }) })
  });
  return parseRecord(answer.generation);
}

namespace Private {
  export async function request(
    settings: ServerConnection.ISettings,
    path: string,
    init: RequestInit = {}
  ) {
    const response = await ServerConnection.makeRequest(
      settings.baseUrl + path,
      init,
      settings
    );
    if (!response.ok) {
      throw await ServerConnection.ResponseError.create(response);
    }
    return asFields(await response.json(), 'answer');
  }
}

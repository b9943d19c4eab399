import { URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';

import { RequestRefused } from '../generations';
import {
  asFlag,
  asText,
  ErrorCode,
  Fields,
  IGenerationRecord,
  IGenerationsFrame,
  IStopFrame,
  listOf,
  parseRecord,
  PROTOCOL_VERSION
} from '../protocol';
import { NoRoute, request } from './rest-request';

/**
 * The generations of all chats of the server that have not ended.
 *
 * @throws NoRoute - our half of the server is not there.
 * @throws TimedOut - the server did not answer in time.
 * @throws ServerConnection.NetworkError - there is no way to the server.
 * @throws ServerConnection.ResponseError - the server does not say; the message is its own.
 * @throws FrameError - what it says is not in the schema.
 */
export async function listGenerations(
  settings: ServerConnection.ISettings
): Promise<readonly IGenerationRecord[]> {
  return records(await request(settings, GENERATIONS));
}

/**
 * The whole truth of one chat, as the answer to a `subscribe` frame.
 *
 * @throws As `listGenerations`.
 */
export async function askForChat(
  settings: ServerConnection.ISettings,
  chatId: string,
  chatPath?: string
): Promise<IGenerationsFrame> {
  const chat = {
    chat_id: chatId,
    ...(chatPath !== undefined && { chat_path: chatPath })
  };
  const query = URLExt.objectToQueryString(chat);
  const answer = await request(settings, GENERATIONS + query);
  return {
    type: 'generations',
    protocol_version: PROTOCOL_VERSION,
    ...chat,
    ...(answer.is_connected !== undefined && {
      is_connected: asFlag(answer.is_connected, 'is_connected')
    }),
    generations: records(answer),
    ...(answer.ended !== undefined && {
      ended: readRecords(answer.ended, 'ended')
    })
  };
}

/**
 * Generations that a stop meant, as they then stood.
 */
export interface IStopped {
  readonly generationIds: readonly string[];
  readonly generations: readonly IGenerationRecord[];
}

/**
 * Stop what a `stop` frame means, in one round trip. Under a request id that has stopped it before,
 * whichever way that came, the server does nothing more.
 *
 * @returns What was meant; that one ended is told by its state alone.
 *
 * @throws RequestRefused - the server said why not.
 * @throws As `listGenerations`; it may be sent again.
 */
export async function stopByRest(
  settings: ServerConnection.ISettings,
  frame: IStopFrame
): Promise<IStopped> {
  try {
    const answer = await request(settings, STOP, {
      method: 'POST',
      body: JSON.stringify({ ...frame, type: undefined })
    });
    return {
      generationIds: ids(answer.generation_ids, 'generation_ids'),
      generations: records(answer)
    };
  } catch (reason) {
    if (reason instanceof ServerConnection.ResponseError) {
      const code = CODES.get(reason.response.status);
      throw code ? new RequestRefused(reason.message, code) : reason;
    }
    throw reason;
  }
}

const GENERATIONS = 'api/stop-stream/generations';

const STOP = 'api/stop-stream/stop';

/**
 * What the server refuses with, as the websocket would have it. A 403 may be the server's own,
 * such as for a person who is not signed in any more.
 */
const CODES: ReadonlyMap<number, ErrorCode> = new Map([
  [400, 'bad_frame'],
  [403, 'internal'],
  [404, 'unknown_generation'],
  [413, 'too_large']
]);

const ids = listOf(asText);

const readRecords = listOf(parseRecord);

function records(answer: Fields): readonly IGenerationRecord[] {
  const { generations } = answer;
  // Whoever else answers with some JSON there is not our half of the server.
  if (!Array.isArray(generations)) {
    throw new NoRoute('There is no list of generations.');
  }
  return generations.map(parseRecord);
}

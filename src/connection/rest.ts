import { URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';

import { RequestRefused } from '../generations';
import {
  asFlag,
  asList,
  asTexts,
  ErrorCode,
  IGenerationRecord,
  IGenerationsFrame,
  IStopFrame,
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
  return Private.records(await request(settings, Private.GENERATIONS));
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
  const answer = await request(settings, Private.GENERATIONS + query);
  return {
    type: 'generations',
    protocol_version: PROTOCOL_VERSION,
    ...chat,
    ...(answer.is_connected !== undefined && {
      is_connected: asFlag(answer, 'is_connected')
    }),
    generations: Private.records(answer)
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
 * Stop what a `stop` frame means. Under a request id that has stopped it before, whichever way that
 * came, the server does nothing more.
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
    const body = { ...frame, type: undefined };
    const answer = await Private.post(settings, Private.STOP, body);
    return {
      generationIds: asTexts(answer, 'generation_ids'),
      generations: Private.records(answer)
    };
  } catch (reason) {
    if (reason instanceof NoRoute) {
      return Private.stopEach(settings, frame);
    }
    throw reason;
  }
}

namespace Private {
  export const GENERATIONS = 'api/stop-stream/generations';

  export const STOP = 'api/stop-stream/stop';

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

  type Answer = Awaited<ReturnType<typeof request>>;

  export function records(answer: Answer): readonly IGenerationRecord[] {
    // Whoever else answers with some JSON there is not our half of the server.
    if (!Array.isArray(answer.generations)) {
      throw new NoRoute('There is no list of generations.');
    }
    return asList(answer, 'generations').map(parseRecord);
  }

  export async function post(
    settings: ServerConnection.ISettings,
    path: string,
    body: object
  ): Promise<Answer> {
    try {
      return await request(settings, path, {
        method: 'POST',
        body: JSON.stringify(body)
      });
    } catch (reason) {
      if (reason instanceof ServerConnection.ResponseError) {
        const code = CODES.get(reason.response.status);
        throw code ? new RequestRefused(reason.message, code) : reason;
      }
      throw reason;
    }
  }

  /**
   * Stop one after another, by a server that is older than the route for all at once. Those that
   * it refuses make the others not fail.
   */
  export async function stopEach(
    settings: ServerConnection.ISettings,
    frame: IStopFrame
  ): Promise<IStopped> {
    const ids = frame.generation_ids ?? (await mine(settings, frame));
    const refusals: RequestRefused[] = [];
    const stopped = await Promise.all(
      ids.map(id =>
        stopOne(settings, id, frame).catch((reason: unknown) => {
          if (!(reason instanceof RequestRefused)) {
            throw reason;
          }
          refusals.push(reason);
          return null;
        })
      )
    );
    const generations = stopped.filter(isThere);
    const [refusal] = refusals;
    if (refusal && generations.length === 0) {
      throw refusal;
    }
    return {
      generationIds: generations.map(one => one.generation_id),
      generations
    };
  }

  async function stopOne(
    settings: ServerConnection.ISettings,
    id: string,
    { request_id, seen }: IStopFrame
  ): Promise<IGenerationRecord> {
    const path = URLExt.join(GENERATIONS, encodeURIComponent(id), 'stop');
    const body = { request_id, ...(seen && { seen }) };
    return parseRecord((await post(settings, path, body)).generation);
  }

  /**
   * What a stop without ids means; such a server does not know what is a copy of a chat's file.
   */
  async function mine(
    settings: ServerConnection.ISettings,
    { chat_id, chat_path }: IStopFrame
  ): Promise<readonly string[]> {
    const { generations } = await askForChat(settings, chat_id);
    return generations
      .filter(one => one.is_mine && isAt(one.chat_path, chat_path))
      .map(one => one.generation_id);
  }

  function isAt(known: string | null, asked: string | undefined): boolean {
    return known === null || asked === undefined || known === asked;
  }

  function isThere<T>(value: T | null): value is T {
    return value !== null;
  }
}

import { ServerConnection } from '@jupyterlab/services';

import { asFields, Fields } from '../protocol';

/**
 * Nobody answers at this address: our half of the server is missing, or older than the route.
 */
export class NoRoute extends Error {}

/**
 * The server did not answer in time.
 */
export class TimedOut extends Error {}

/**
 * Ask the server, for no longer than the time limit.
 *
 * @param path - The address below the server's base.
 *
 * @returns The JSON object that it answered with.
 *
 * @throws NoRoute - nobody answers there: a 404 that is not in our words, or a page for people.
 * @throws TimedOut - there was no answer in time.
 * @throws ServerConnection.NetworkError - there is no way to the server.
 * @throws ServerConnection.ResponseError - the server will not, or cannot; the message is its own.
 */
export async function request(
  settings: ServerConnection.ISettings,
  path: string,
  init: RequestInit = {}
): Promise<Fields> {
  const limit = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timedOut = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new TimedOut('The server did not answer in time.'));
      limit.abort();
    }, LIMIT_MS);
  });
  const answered = answer(settings, path, {
    ...init,
    signal: limit.signal
  });
  try {
    return await Promise.race([answered, timedOut]);
  } finally {
    clearTimeout(timer);
  }
}

const LIMIT_MS = 5000;

/**
 * What jupyter_server says of an address that it does not know.
 */
const NOT_FOUND = 'Not Found';

async function answer(
  settings: ServerConnection.ISettings,
  path: string,
  init: RequestInit
): Promise<Fields> {
  const response = await ServerConnection.makeRequest(
    settings.baseUrl + path,
    init,
    settings
  );
  const fields = parse(await response.text());
  const message =
    typeof fields?.message === 'string' ? fields.message : undefined;
  const isNobody =
    response.status === 404 && (message ?? NOT_FOUND) === NOT_FOUND;
  if (isNobody || (response.ok && !fields)) {
    throw new NoRoute(`Nobody answers at ${path}.`);
  }
  if (!response.ok || !fields) {
    throw new ServerConnection.ResponseError(response, message);
  }
  return fields;
}

function parse(text: string): Fields | null {
  try {
    return asFields(JSON.parse(text), 'answer');
  } catch {
    return null;
  }
}

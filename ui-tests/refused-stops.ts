import type { Page } from '@playwright/test';

/**
 * Have the pages that are loaded from now on be refused each stop, as by a server that forbids it.
 *
 * @returns Ends that: further stops reach the server.
 */
export async function refuseStops(page: Page): Promise<() => void> {
  let isRefusing = true;
  await page.routeWebSocket(/api\/stop-stream\/ws/, socket => {
    const server = socket.connectToServer();
    socket.onMessage(message => {
      const { request_id, type } = JSON.parse(String(message));
      if (type !== 'stop' || !isRefusing) {
        server.send(message);
        return;
      }
      const error = { code: 'not_allowed', text: 'Somebody forbade it.' };
      const reply = { type: 'reply', request_id, status: 'refused' };
      socket.send(JSON.stringify({ ...reply, generation_ids: [], error }));
    });
  });
  return () => {
    isRefusing = false;
  };
}

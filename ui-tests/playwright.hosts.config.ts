import * as path from 'path';

import { defineConfig } from '@playwright/test';

import { IHost, onHosts, portOf } from './on-hosts';

const python =
  process.env.HOSTS_PYTHON ??
  path.join('..', '.cache', 'hosts', 'bin', 'python');

/** Where the paths begin of the server behind the proxies, as one person's of a hub. */
const PREFIX = '/user/ada/';
const BEHIND_PROXIES = 7;

/** The offset of each proxy, by what its tests say becomes of our websocket: see `proxy.py`. */
const PROXIES = { passes: 8, refuses: 9, hangs: 10, cuts: 11 };

/**
 * Where people run JupyterLab: each with a server of its own.
 */
export default defineConfig(
  onHosts({
    collaboration: {
      offset: 0,
      spec: 'two-people.spec.ts',
      command: `${python} serve.py`,
      environment: { WITH_COLLABORATION: '1' },
      answersAt: '/api/status'
    },
    jupyterhub: {
      offset: 2,
      spec: 'hosts-jupyterhub.spec.ts',
      command: `${python} serve_hub.py`,
      answersAt: '/prefix/hub/health'
    },
    notebook: {
      offset: 5,
      spec: 'hosts-notebook.spec.ts',
      command: `${python} serve.py`,
      answersAt: '/api/status'
    },
    documents: {
      offset: 6,
      spec: 'hosts-documents.spec.ts',
      command: `${python} serve.py`,
      environment: { WITH_SERVER_DOCUMENTS: '1' },
      answersAt: '/api/status'
    },
    'behind-proxies': {
      offset: BEHIND_PROXIES,
      command: `${python} serve.py`,
      environment: { LAB_BASE_URL: PREFIX },
      answersAt: `${PREFIX}api/status`
    },
    ...Object.fromEntries(
      Object.entries(PROXIES).map(([verb, offset]): [string, IHost] => [
        `proxy-${verb}`,
        {
          offset,
          spec: 'hosts-proxy.spec.ts',
          titles: new RegExp(`proxy that ${verb}`),
          prefix: PREFIX,
          // One process is all of them.
          ...(offset === PROXIES.passes && {
            command: `${python} hosts/proxy.py`
          }),
          environment: {
            LAB_BASE_URL: PREFIX,
            PROXIED_PORT: String(portOf(BEHIND_PROXIES))
          },
          answersAt: `${PREFIX}api/status`
        }
      ])
    )
  })
);

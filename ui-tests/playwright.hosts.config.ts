import * as path from 'path';

import { defineConfig } from '@playwright/test';

import { onHosts } from './on-hosts';

const python =
  process.env.HOSTS_PYTHON ??
  path.join('..', '.cache', 'hosts', 'bin', 'python');

/**
 * Where people run JupyterLab: each with a server of its own.
 */
export default defineConfig(
  onHosts({
    collaboration: {
      offset: 0,
      specs: ['two-people.spec.ts'],
      command: `${python} serve.py`,
      environment: { WITH_COLLABORATION: '1' },
      answersAt: '/api/status'
    },
    jupyterhub: {
      offset: 2,
      specs: ['hosts-jupyterhub.spec.ts'],
      command: `${python} serve_hub.py`,
      answersAt: '/prefix/hub/health'
    },
    notebook: {
      offset: 5,
      specs: ['hosts-notebook.spec.ts'],
      command: `${python} serve.py`,
      answersAt: '/api/status'
    },
    documents: {
      offset: 6,
      specs: ['hosts-documents.spec.ts', 'hosts-shared-notebook.spec.ts'],
      command: `${python} serve.py`,
      environment: { WITH_SERVER_DOCUMENTS: '1' },
      answersAt: '/api/status'
    },
    proxy: {
      offset: 7,
      specs: ['hosts-proxy.spec.ts'],
      command: `${python} serve_proxied.py`,
      answersAt: '/user/ada/api/status'
    }
  })
);

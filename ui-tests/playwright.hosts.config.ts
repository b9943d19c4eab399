import * as path from 'path';

import { defineConfig } from '@playwright/test';

import base from './playwright.config';
import { portsOf } from './ports';

interface IHost {
  /** Where it listens: so many after `LAB_PORT`. After the first comes the model, for all. */
  readonly offset: number;
  readonly spec: string;
  readonly command: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** A path that is served as soon as it is ready. */
  readonly answersAt: string;
}

const python =
  process.env.HOSTS_PYTHON ??
  path.join('..', '.cache', 'hosts', 'bin', 'python');
const { lab: firstPort, model: modelPort } = portsOf(0);
const modelUrl = `http://127.0.0.1:${modelPort}/v1`;

const HOSTS: Readonly<Record<string, IHost>> = {
  collaboration: {
    offset: 0,
    spec: 'two-people.spec.ts',
    command: `${python} serve.py`,
    environment: { WITH_COLLABORATION: '1', MODEL_PORT: String(modelPort) },
    answersAt: '/api/status'
  },
  jupyterhub: {
    offset: 2,
    spec: 'hosts-jupyterhub.spec.ts',
    command: `${python} serve_hub.py`,
    environment: { MODEL_BASE_URL: modelUrl },
    answersAt: '/prefix/hub/health'
  },
  notebook: {
    offset: 5,
    spec: 'hosts-notebook.spec.ts',
    command: `${python} serve.py`,
    environment: { MODEL_BASE_URL: modelUrl },
    answersAt: '/api/status'
  }
};

function portOf(host: IHost): string {
  return String(firstPort + host.offset);
}

/**
 * Where people run JupyterLab: each with a server of its own.
 */
export default defineConfig({
  ...base,
  // They share the model.
  workers: 1,
  testIgnore: [],
  projects: Object.entries(HOSTS).map(([name, host]) => ({
    name,
    testMatch: host.spec,
    use: { ...base.use, baseURL: `http://127.0.0.1:${portOf(host)}` }
  })),
  webServer: Object.values(HOSTS).map(host => ({
    command: host.command,
    env: { ...host.environment, LAB_PORT: portOf(host) },
    url: `http://127.0.0.1:${portOf(host)}${host.answersAt}`,
    timeout: 120_000,
    gracefulShutdown: { signal: 'SIGTERM' as const, timeout: 15_000 },
    reuseExistingServer: !process.env.CI
  }))
});

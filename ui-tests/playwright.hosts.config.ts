import * as path from 'path';

import { defineConfig } from '@playwright/test';

import base from './playwright.config';
import { portsOf } from './ports';

interface IHost {
  /** Where it listens: so many after `LAB_PORT`. After the first comes the model, for all. */
  readonly offset: number;
  readonly specs: readonly string[];
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
    specs: ['two-people.spec.ts', 'hosts-notebook.spec.ts'],
    command: `${python} serve.py`,
    environment: { WITH_COLLABORATION: '1', MODEL_PORT: String(modelPort) },
    answersAt: '/api/status'
  },
  jupyterhub: {
    offset: 2,
    specs: ['hosts-jupyterhub.spec.ts'],
    command: `${python} serve_hub.py`,
    environment: { MODEL_BASE_URL: modelUrl },
    answersAt: '/prefix/hub/health'
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
    testMatch: [...host.specs],
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

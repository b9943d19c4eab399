import * as path from 'path';

import { defineConfig } from '@playwright/test';

import base, { labPython } from './playwright.config';
import { portsOf } from './ports';

interface IHost {
  /** Where it listens: so many after `LAB_PORT`. After the first comes the model, for all. */
  readonly offset: number;
  readonly spec: string;
  readonly command: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** A path that is served as soon as it is ready. */
  readonly answersAt: string;
  /** What the browser is told beside the usual. */
  readonly args?: readonly string[];
}

const neighbours = path.join('..', '.cache', 'neighbours', 'bin', 'python');
const { lab: firstPort, model: modelPort } = portsOf(0);

/**
 * Hosts that have no generation of ours.
 */
const HOSTS: Readonly<Record<string, IHost>> = {
  'jupyterlite-ai': {
    offset: 0,
    spec: 'neighbours-jupyterlite-ai.spec.ts',
    command: `${neighbours} serve.py`,
    answersAt: '/api/status',
    // Its page asks the model itself, which does not answer pages of other origins.
    args: ['--disable-web-security']
  },
  'without-server-half': {
    offset: 2,
    spec: 'neighbours-personas.spec.ts',
    command: `${labPython} serve.py`,
    environment: { WITHOUT_SERVER_HALF: '1' },
    answersAt: '/api/status'
  },
  'unknown-manager': {
    offset: 3,
    spec: 'neighbours-personas.spec.ts',
    command: `${labPython} serve.py`,
    environment: { WITH_UNKNOWN_MANAGER: '1' },
    answersAt: '/api/status'
  },
  jupyterlite: {
    offset: 4,
    spec: 'neighbours-jupyterlite.spec.ts',
    command: `${neighbours} serve_lite.py`,
    answersAt: '/lab/index.html'
  }
};

function portOf(host: IHost): string {
  return String(firstPort + host.offset);
}

/**
 * The page where nobody answers for a chat: what was there before it is there, and works.
 */
export default defineConfig({
  ...base,
  // They share the model.
  workers: 1,
  testIgnore: [],
  projects: Object.entries(HOSTS).map(([name, host]) => ({
    name,
    testMatch: host.spec,
    use: {
      ...base.use,
      baseURL: `http://127.0.0.1:${portOf(host)}`,
      launchOptions: {
        ...base.use?.launchOptions,
        args: [...(base.use?.launchOptions?.args ?? []), ...(host.args ?? [])]
      }
    }
  })),
  webServer: Object.values(HOSTS).map(host => ({
    command: host.command,
    env: {
      ...host.environment,
      LAB_PORT: portOf(host),
      ...(host.offset > 0 && {
        MODEL_BASE_URL: `http://127.0.0.1:${modelPort}/v1`
      })
    },
    url: `http://127.0.0.1:${portOf(host)}${host.answersAt}`,
    timeout: 120_000,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 15_000 },
    reuseExistingServer: !process.env.CI
  }))
});

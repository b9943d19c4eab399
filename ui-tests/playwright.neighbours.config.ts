import * as path from 'path';

import { defineConfig } from '@playwright/test';

import base, { labPython, port } from './playwright.config';

const neighbours = path.join('..', '.cache', 'neighbours', 'bin', 'python');
const modelPort = process.env.MODEL_PORT ?? '8898';

/**
 * Hosts in which no generation is known, each on a port of its own, with one model for all.
 */
const HOSTS = [
  {
    name: 'jupyterlite-ai',
    command: `${neighbours} serve.py`,
    environment: {},
    answersAt: '/api/status'
  },
  {
    name: 'without-server-half',
    command: `${labPython} serve.py`,
    environment: { WITHOUT_SERVER_HALF: '1' },
    answersAt: '/api/status'
  },
  {
    name: 'unknown-manager',
    command: `${labPython} serve.py`,
    environment: { WITH_UNKNOWN_MANAGER: '1' },
    answersAt: '/api/status'
  },
  {
    name: 'jupyterlite',
    command: `${neighbours} serve_lite.py`,
    environment: {},
    answersAt: '/lab/index.html'
  }
].map((host, index) => {
  // Beside the first stands the model.
  const own = String(Number(port) + (index === 0 ? 0 : index + 1));
  const model = { MODEL_BASE_URL: `http://127.0.0.1:${modelPort}/v1` };
  return {
    ...host,
    url: `http://127.0.0.1:${own}`,
    environment: {
      ...host.environment,
      ...(index === 0 ? {} : model),
      LAB_PORT: own
    }
  };
});

/**
 * The page where no generation is known: what was there before it is there, and works.
 */
export default defineConfig({
  ...base,
  testIgnore: [],
  projects: HOSTS.map(({ name, url }) => ({
    name,
    testMatch: `neighbours-${/^jupyterlite/.test(name) ? name : 'personas'}.spec.ts`,
    use: { ...base.use, baseURL: url }
  })),
  webServer: HOSTS.map(({ command, environment, url, answersAt }) => ({
    command,
    env: environment,
    url: `${url}${answersAt}`,
    timeout: 120_000,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 15_000 },
    reuseExistingServer: !process.env.CI
  }))
});

import { execFileSync } from 'child_process';
import { existsSync } from 'fs';
import * as path from 'path';

import { defineConfig } from '@playwright/test';

import { ports, portsOf } from './ports';

const venv = path.join(__dirname, '..', '.venv', 'bin', 'python');
/** The Python that runs JupyterLab. */
export const labPython =
  process.env.LAB_PYTHON ?? (existsSync(venv) ? venv : 'python');
/** How many browsers run side by side, each with a JupyterLab of its own. */
const WORKERS = Number(process.env.UI_WORKERS ?? 1);
const chromium =
  process.env.CHROMIUM_PATH ??
  execFileSync('which', ['chromium'], { encoding: 'utf8' }).trim();

export default defineConfig({
  testDir: 'tests',
  testIgnore: [
    // They have hosts of their own: see `playwright.neighbours.config.ts`, `...hosts.config.ts`.
    'neighbours-*.spec.ts',
    'hosts-*.spec.ts',
    // Two people need a chat that is a shared document.
    ...(process.env.WITH_COLLABORATION ? [] : ['two-people.spec.ts']),
    ...(process.env.WITH_VIM ? [] : ['vim.spec.ts'])
  ],
  outputDir: 'test-results/artifacts',
  workers: WORKERS,
  // What is red now and then has found something.
  retries: 0,
  // Of a few tests each of a hundred steps takes a second on a busy machine.
  timeout: 300_000,
  expect: { timeout: 30_000, toPass: { intervals: [100] } },
  reportSlowTests: null,
  reporter: [
    ['list'],
    ['json', { outputFile: 'test-results/results.json' }],
    ['html', { open: 'never' }]
  ],
  use: {
    baseURL: `http://127.0.0.1:${ports.lab}`,
    viewport: { width: 1280, height: 800 },
    video: 'off',
    // A trace costs a third of the processor.
    trace: 'off',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: chromium,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync'
      ]
    }
  },
  webServer: Array.from({ length: WORKERS }, (_, worker) => {
    const { lab, model } = portsOf(worker);
    return {
      command: `${labPython} serve.py`,
      env: { LAB_PORT: String(lab), MODEL_PORT: String(model) },
      url: `http://127.0.0.1:${lab}/api/status`,
      timeout: 120_000,
      gracefulShutdown: { signal: 'SIGTERM' as const, timeout: 15_000 },
      reuseExistingServer: !process.env.CI
    };
  })
});

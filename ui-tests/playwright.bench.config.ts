import { defineConfig } from '@playwright/test';

import base from './playwright.config';

/**
 * The benchmark's half in the browser. The server is started by whoever starts this, and is told
 * by `LAB_PORT` and `MODEL_PORT`.
 */
export default defineConfig({
  ...base,
  testDir: 'bench',
  testMatch: '*.bench.ts',
  outputDir: 'test-results/bench',
  reporter: 'line',
  timeout: 60 * 60_000,
  workers: 1,
  use: { ...base.use, screenshot: 'off' },
  webServer: undefined
});

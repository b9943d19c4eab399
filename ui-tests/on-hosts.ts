import { PlaywrightTestConfig } from '@playwright/test';

import base from './playwright.config';
import { portsOf } from './ports';

/**
 * A server of its own, and what is tried on it.
 */
export interface IHost {
  /** Where it listens: so many after `LAB_PORT`. After the first comes the model, for all. */
  readonly offset: number;
  readonly specs: readonly string[];
  readonly command: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** A path that is served as soon as it is ready. */
  readonly answersAt: string;
  /** What the browser is told beside the usual. */
  readonly args?: readonly string[];
}

/**
 * The configuration that runs some hosts beside each other, by their names.
 */
export function onHosts(
  hosts: Readonly<Record<string, IHost>>
): PlaywrightTestConfig {
  return {
    ...base,
    // They share the model.
    workers: 1,
    testIgnore: [],
    projects: Object.entries(hosts).map(([name, host]) => ({
      name,
      testMatch: [...host.specs],
      use: {
        ...base.use,
        baseURL: urlOf(host),
        launchOptions: {
          ...base.use?.launchOptions,
          args: [...(base.use?.launchOptions?.args ?? []), ...(host.args ?? [])]
        }
      }
    })),
    webServer: Object.values(hosts).map(host => ({
      command: host.command,
      env: {
        ...host.environment,
        LAB_PORT: String(portOf(host)),
        ...(host.offset > 0 && {
          MODEL_BASE_URL: `http://127.0.0.1:${model}/v1`
        })
      },
      url: `${urlOf(host)}${host.answersAt}`,
      timeout: 120_000,
      gracefulShutdown: { signal: 'SIGTERM', timeout: 15_000 },
      reuseExistingServer: !process.env.CI
    }))
  };
}

const { lab, model } = portsOf(0);

function portOf(host: IHost): number {
  return lab + host.offset;
}

function urlOf(host: IHost): string {
  return `http://127.0.0.1:${portOf(host)}`;
}

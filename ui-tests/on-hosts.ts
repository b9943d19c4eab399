import { PlaywrightTestConfig } from '@playwright/test';

import base from './playwright.config';
import { portsOf } from './ports';

/**
 * Something that listens, and what is tried on it.
 */
export interface IHost {
  /** Where it listens: so many after `LAB_PORT`. After the first comes the model, for all. */
  readonly offset: number;
  /** None where it is there for another host alone. */
  readonly spec?: string;
  /** Which of the spec's tests, by their titles. */
  readonly titles?: RegExp;
  /** Where its paths begin. */
  readonly prefix?: string;
  /** What starts it; none where another host's command has started it too. */
  readonly command?: string;
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
    projects: Object.entries(hosts)
      .filter(([, host]) => host.spec)
      .map(([name, host]) => ({
        name,
        testMatch: host.spec,
        grep: host.titles,
        use: {
          ...base.use,
          baseURL: urlOf(host) + (host.prefix ?? ''),
          launchOptions: {
            ...base.use?.launchOptions,
            args: [
              ...(base.use?.launchOptions?.args ?? []),
              ...(host.args ?? [])
            ]
          }
        }
      })),
    webServer: Object.values(hosts).flatMap(host =>
      host.command
        ? {
            command: host.command,
            env: {
              ...host.environment,
              LAB_PORT: String(portOf(host.offset)),
              ...(host.offset > 0 && {
                MODEL_BASE_URL: `http://127.0.0.1:${model}/v1`
              })
            },
            url: `${urlOf(host)}${host.answersAt}`,
            timeout: 120_000,
            gracefulShutdown: { signal: 'SIGTERM', timeout: 15_000 },
            reuseExistingServer: !process.env.CI
          }
        : []
    )
  };
}

const { lab, model } = portsOf(0);

/**
 * The port of the host with an offset.
 */
export function portOf(offset: number): number {
  return lab + offset;
}

function urlOf({ offset }: IHost): string {
  return `http://127.0.0.1:${portOf(offset)}`;
}

import type { APIRequestContext } from '@playwright/test';

/**
 * What a server took between two moments.
 */
export interface IMetered {
  /** Seconds of the processor, of the server and what it started. */
  readonly cpuS: number;
  /** By how much it grew, at its peak, in megabytes. */
  readonly memoryMb: number;
}

/**
 * Where `benchmarks/meter.py` says what the server takes.
 */
const URL = process.env.BENCH_METER_URL;

/**
 * A measurement of what the server takes.
 */
export class Meter {
  private constructor(private readonly _request: APIRequestContext) {}

  static async start(request: APIRequestContext): Promise<Meter> {
    if (!URL) {
      throw new Error('Nobody says what the server takes.');
    }
    await request.post(URL);
    return new Meter(request);
  }

  async end(): Promise<IMetered> {
    return (await this._request.get(URL ?? '')).json();
  }
}

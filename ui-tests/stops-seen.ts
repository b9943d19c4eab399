import { appendFileSync, mkdirSync } from 'fs';
import * as path from 'path';

const FOLDER =
  process.env.STOPS_SEEN ??
  path.join(__dirname, '..', '.cache', 'test-reports', 'stops-seen');

/**
 * One stop that was seen to hold. The tests of the server write the same (`tests/stops_seen.py`).
 */
export interface IStopSeen {
  /** The `id` of the row in `docs/reach.toml`. */
  readonly row: string;
  readonly situation: 'before the first token' | 'midway' | 'in a stall';
  /** What the person was told, checked against what the model's server counted. */
  readonly receipt: 'cancelled' | 'detached';
  /**
   * From the click to the model server's seeing the disconnect, in milliseconds; null where it is
   * not let go, or where no model is.
   */
  readonly let_go_ms: number | null;
}

/**
 * Note one stop, for the table of the README. To be called last in a test, when all of it has been
 * checked.
 */
export function sawStop(seen: IStopSeen): void {
  mkdirSync(FOLDER, { recursive: true });
  const file = path.join(FOLDER, `${process.pid}.jsonl`);
  appendFileSync(file, `${JSON.stringify(seen)}\n`);
}

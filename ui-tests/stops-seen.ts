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
 * One stop that has ended a cell of an answer's, and nothing else in its kernel.
 */
export interface ICellEndSeen {
  /** The `id` of the cell's row in `docs/reach.toml`. */
  readonly row: string;
  readonly situation: 'while it runs' | 'while it waits';
  /** What the person was told, checked against what the cell did. */
  readonly receipt: 'cancelled' | 'detached';
  /** From the click to when the cell ran last, in milliseconds; null where it never began. */
  readonly last_beat_ms: number | null;
}

/**
 * Note one stop, for the tables of the README. To be called last in a test, when all of it has been
 * checked.
 */
export function sawStop(seen: IStopSeen | ICellEndSeen): void {
  mkdirSync(FOLDER, { recursive: true });
  const file = path.join(FOLDER, `${process.pid}.jsonl`);
  appendFileSync(file, `${JSON.stringify(seen)}\n`);
}

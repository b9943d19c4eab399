import type { Outcome, Receipt, Resource, State } from '../protocol';

/**
 * One persona answering one prompt, as any source tells of it: the server, or a model that runs in
 * this page. What a source cannot do is not offered.
 */
export interface IGeneration {
  readonly generation_id: string;
  readonly chat_id: string;
  /**
   * Where the chat's file was when this was told, relative to the root of the contents; null where
   * it is not known.
   */
  readonly chat_path: string | null;
  readonly prompt_id: string;
  readonly persona_id: string;
  readonly persona_name: string;
  readonly state: State;
  readonly outcome: Outcome | null;
  readonly receipt: Receipt | null;
  /**
   * What did not end in time after a stop, or was left by an answer that failed, and may still be
   * running.
   */
  readonly left: readonly Resource[];
  readonly reply_ids: readonly string[];
  /**
   * Whether a stop without ids from this page reaches it.
   */
  readonly is_mine: boolean;
  /**
   * Whether a stop that names it is taken from this page.
   */
  readonly may_stop: boolean;
  readonly stopped_by: string | null;
  /**
   * Seconds since the epoch, by its source's clock.
   */
  readonly started_at: number;
  /**
   * False while what it left could not be saved; true where that was so and is not any more.
   */
  readonly is_saved?: boolean;
  /**
   * False where a second press on Stop can do nothing more than the first.
   */
  readonly can_force?: boolean;
  /**
   * False where nobody can be asked the same prompt again.
   */
  readonly can_regenerate?: boolean;
  /**
   * False where who answers cannot be started anew.
   */
  readonly can_reload?: boolean;
  /**
   * Of two records of one generation, the one with the higher revision is true.
   */
  readonly revision: number;
}

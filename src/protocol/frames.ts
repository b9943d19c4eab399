import type { PartialJSONObject } from '@lumino/coreutils';

import type {
  Cause,
  Did,
  EndBy,
  ErrorCode,
  ExecutionState,
  LimitKind,
  MarkStatus,
  MoveTo,
  Outcome,
  Receipt,
  Resource,
  State
} from './words';

/**
 * The frames of `v1.schema.json` as TypeScript types, told apart by `type`.
 */

/**
 * How much of one reply the person had on the screen.
 */
export interface ISeen {
  readonly message_id: string;
  /**
   * Length of the shown body in UTF-16 code units.
   */
  readonly length: number;
  /**
   * `checksum` of the shown body: it tells which that was, where the reply is written anew.
   */
  readonly checksum?: number;
}

/**
 * What presses Stop by itself.
 */
export interface ILimit {
  readonly kind: LimitKind;
  /**
   * In characters for `characters`, in seconds else.
   */
  readonly amount: number;
  /**
   * Whether it is set for the whole server, and not by a person.
   */
  readonly is_servers?: boolean;
}

/**
 * What runs for a generation, and can be ended alone.
 */
export interface IRunning {
  readonly execution_id: string;
  /**
   * Of a kernel, relative to the root of the contents, where it is the only one.
   */
  readonly notebook?: string;
}

/**
 * A cell, or other code, that a generation has a kernel run.
 */
export interface IExecution extends IRunning {
  readonly kernel_id: string;
  readonly state: ExecutionState;
  readonly cell_id?: string;
}

/**
 * A command that runs for a generation, and can be ended alone.
 */
export interface ICommand {
  readonly execution_id: string;
  /**
   * Its first words.
   */
  readonly command: string;
}

/**
 * One persona answering one prompt, as the server told this page.
 */
export interface IGenerationRecord {
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
   * What the stop had to end beside the generation's own task.
   */
  readonly closed: readonly Resource[];
  /**
   * What did not end in time after a stop, or was left by an answer that failed, and may still be
   * running.
   */
  readonly left: readonly Resource[];
  /**
   * What it has kernels run, also what of that goes on after its end.
   */
  readonly executions?: readonly IExecution[];
  /**
   * What runs for it and can be ended alone beside that, while it is live.
   */
  readonly commands?: readonly ICommand[];
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
   * Seconds since the epoch, by the server's clock.
   */
  readonly started_at: number;
  /**
   * When it was its turn, likewise; absent while it is queued, and from older servers.
   */
  readonly began_at?: number;
  /**
   * Whether it waits for a person's answer to a question of its own.
   */
  readonly asks_person?: boolean;
  /**
   * False while what it left could not be saved; true where that was so and is not any more.
   */
  readonly is_saved?: boolean;
  /**
   * False where nobody can be asked the same prompt again.
   */
  readonly can_regenerate?: boolean;
  /**
   * False where who answers cannot be started anew.
   */
  readonly can_reload?: boolean;
  /**
   * While it waits for its turn: 1 is the next of its persona in this chat, 21 the twenty-first or
   * further back. Absent from a server that does not say.
   */
  readonly place?: number;
  /**
   * Whether the prompt waits, and no persona has begun with it. Who has not sent it is refused.
   */
  readonly can_take_back?: boolean;
  /**
   * Of two records of one generation, the one with the higher revision is true.
   */
  readonly revision: number;
}

export interface ISubscribeFrame {
  readonly type: 'subscribe';
  readonly chat_id: string;
  /**
   * Where the chat's file is, relative to the root of the contents: a copy of the file has the same
   * `chat_id`. Where no chat of that id was opened from there, those are meant that may have been
   * renamed; a copy has a file of its own.
   */
  readonly chat_path?: string;
}

export interface IUnsubscribeFrame {
  readonly type: 'unsubscribe';
  readonly chat_id: string;
  readonly chat_path?: string;
}

export interface IStopFrame {
  readonly type: 'stop';
  readonly request_id: string;
  readonly chat_id: string;
  readonly chat_path?: string;
  readonly generation_ids?: readonly string[];
  /**
   * Prompts of mine that are meant too, and may reach the server after this frame.
   */
  readonly prompt_ids?: readonly string[];
  /**
   * Whether what runs in kernels is to go on.
   */
  readonly leaves_executions?: boolean;
  /**
   * Which limit of the person's asks for it, and not the person.
   */
  readonly limit?: ILimit;
  readonly seen?: readonly ISeen[];
}

export interface IRegenerateFrame {
  readonly type: 'regenerate';
  readonly request_id: string;
  readonly chat_id: string;
  readonly chat_path?: string;
  readonly prompt_id: string;
}

export interface IContinueFrame {
  readonly type: 'continue';
  readonly request_id: string;
  readonly chat_id: string;
  readonly chat_path?: string;
  /**
   * The reply that is to be gone on from, in a new one.
   */
  readonly message_id: string;
}

export interface IReloadFrame {
  readonly type: 'reload';
  readonly request_id: string;
  readonly chat_id: string;
  readonly chat_path?: string;
}

export interface IEndFrame {
  readonly type: 'end';
  readonly request_id: string;
  readonly chat_id: string;
  readonly chat_path?: string;
  readonly execution_id: string;
  readonly by: EndBy;
}

export interface IMoveFrame {
  readonly type: 'move';
  readonly request_id: string;
  readonly chat_id: string;
  readonly chat_path?: string;
  readonly generation_id: string;
  readonly to: MoveTo;
}

export type ClientFrame =
  | ISubscribeFrame
  | IUnsubscribeFrame
  | IStopFrame
  | IRegenerateFrame
  | IContinueFrame
  | IReloadFrame
  | IEndFrame
  | IMoveFrame;

export interface IGenerationsFrame {
  readonly type: 'generations';
  readonly protocol_version: 1;
  readonly chat_id: string;
  /**
   * As in the `subscribe` frame that this answers.
   */
  readonly chat_path?: string;
  /**
   * Whether somebody on the server answers in this chat, who can be stopped; absent from a server
   * that does not say.
   */
  readonly is_connected?: boolean;
  readonly generations: readonly IGenerationRecord[];
  /**
   * Those that have ended and of which an execution goes on.
   */
  readonly ended?: readonly IGenerationRecord[];
}

export interface IGenerationFrame {
  readonly type: 'generation';
  readonly generation: IGenerationRecord;
}

/**
 * What went wrong, for a program and for a person.
 */
export interface IProblem {
  readonly code: ErrorCode;
  readonly text: string;
}

export interface IReplyFrame {
  readonly type: 'reply';
  readonly request_id: string;
  readonly status: 'accepted' | 'refused';
  readonly generation_ids: readonly string[];
  readonly error?: IProblem;
}

export interface IErrorFrame extends IProblem {
  readonly type: 'error';
  readonly request_id?: string;
}

export type ServerFrame =
  IGenerationsFrame | IGenerationFrame | IReplyFrame | IErrorFrame;

/**
 * One thing that an answer touched: a notebook or a cell of it, a file or a command. Paths are
 * relative to the root of the contents where they are below it, and absolute elsewhere.
 */
export interface ITouched {
  readonly did: readonly Did[];
  readonly notebook?: string;
  /**
   * A cell of the notebook; null where it is not known which one. Without it the notebook as a whole
   * is meant.
   */
  readonly cell_id?: string | null;
  readonly file?: string;
  readonly command?: string;
}

/**
 * What stands in a chat message's metadata under `stop_stream`.
 */
export interface IMark {
  readonly generation_id: string;
  readonly prompt_id: string;
  readonly status: MarkStatus;
  /**
   * For `error`: why, for a person. Without it the server stopped in the middle.
   */
  readonly reason?: string;
  /**
   * For `error`: why, where it is one of the things that a page has words for.
   */
  readonly cause?: Cause;
  readonly stopped_by?: string | null;
  /**
   * What they were called then, which a chat knows only of those who write in it.
   */
  readonly stopped_by_name?: string;
  /**
   * Seconds since the epoch.
   */
  readonly stopped_at?: number;
  /**
   * What has stopped it by itself.
   */
  readonly limit?: ILimit;
  /**
   * How long it had run at the stop, in seconds.
   */
  readonly took_s?: number;
  /**
   * How long the text of its replies was, with what was not shown.
   */
  readonly characters?: number;
  readonly receipt?: Receipt;
  /**
   * What the persona is called, where it was stopped before it began.
   */
  readonly waited_for?: string;
  /**
   * Beside that: the same on all prompts that one stop has ended so.
   */
  readonly stop_id?: string;
  /**
   * Where the receipt is `detached` or the status `error`: what may still be running.
   */
  readonly left?: readonly Resource[];
  /**
   * What had been written and not shown: the tail that was cut at the freeze point, or a whole
   * newer body.
   */
  readonly unseen?: string;
  /**
   * Whether `unseen` had taken the place of the message's body, and is not its tail.
   */
  readonly is_rewritten?: boolean;
  /**
   * What a stopped answer had changed or run by then, as far as that is known.
   */
  readonly touched?: readonly ITouched[];
  /**
   * How many things more it had touched.
   */
  readonly touched_beyond?: number;
  /**
   * As in the generation's record.
   */
  readonly can_regenerate?: boolean;
  /**
   * As in the generation's record.
   */
  readonly can_reload?: boolean;
  /**
   * Whether who answered can go on from where the answer ends.
   */
  readonly can_continue?: boolean;
  /**
   * The id of the reply that this one goes on from.
   */
  readonly continues?: string;
}

/**
 * A cell of a notebook in the JSON of nbformat.
 */
export interface ICell extends PartialJSONObject {
  readonly id: string;
  readonly cell_type: string;
  readonly source: string;
  readonly metadata: PartialJSONObject;
}

/**
 * What an answer has changed in one cell of a notebook, in all.
 */
export interface ICellEdit {
  /**
   * Relative to the root of the contents where it is below it.
   */
  readonly notebook: string;
  readonly cell_id: string;
  /**
   * Null where there was none; with its outputs where they are known.
   */
  readonly before: ICell | null;
  readonly after: ICell | null;
  /**
   * The id of the cell that a deleted one stood below.
   */
  readonly above: string | null;
}

/**
 * The words of `v1.schema.json` from which one is chosen, each list once: the types are made of
 * them, and what comes is looked up in them.
 */

/**
 * One of a list of words, or `other` for one of a server that is newer than this page. That
 * freezes nothing.
 */
export type Word<T extends readonly string[]> = T[number] | 'other';

export const STATES = ['queued', 'running', 'stopping', 'ended'] as const;
export type State = Word<typeof STATES>;

export const OUTCOMES = ['complete', 'interrupted', 'error'] as const;
export type Outcome = Word<typeof OUTCOMES>;

export const RECEIPTS = ['cancelled', 'detached'] as const;
export type Receipt = Word<typeof RECEIPTS>;

/**
 * What a generation may hold beside its task: tasks and threads that it started, requests that it
 * made, processes that it started, an agent in a process of its own that works on its turn,
 * executions in kernels that it asked for.
 */
export const RESOURCES = [
  'task',
  'thread',
  'request',
  'process',
  'agent',
  'execution'
] as const;
export type Resource = Word<typeof RESOURCES>;

export const EXECUTION_STATES = ['waiting', 'running'] as const;
export type ExecutionState = Word<typeof EXECUTION_STATES>;

/**
 * How one execution is ended. This page alone says that.
 */
export const ENDS = ['stop', 'interrupt', 'restart'] as const;
export type EndBy = (typeof ENDS)[number];

/**
 * Where a prompt that waits is moved to. This page alone says that.
 */
export const MOVES = ['front', 'input'] as const;
export type MoveTo = (typeof MOVES)[number];

export const MARK_STATUSES = [
  'streaming',
  'complete',
  'interrupted',
  'error'
] as const;
export type MarkStatus = Word<typeof MARK_STATUSES>;

/**
 * Why an answer broke off, where that is not told by an error's own words.
 */
export const CAUSES = ['cancelled'] as const;
export type Cause = Word<typeof CAUSES>;

/**
 * What presses Stop by itself.
 */
export const LIMIT_KINDS = [
  'seconds',
  'characters',
  'silence',
  'unwatched'
] as const;
export type LimitKind = Word<typeof LIMIT_KINDS>;

/**
 * What an answer did with what it touched.
 */
export const DIDS = ['created', 'edited', 'ran', 'deleted'] as const;
export type Did = Word<typeof DIDS>;

export const ERROR_CODES = [
  'bad_frame',
  'too_large',
  'too_many',
  'unknown_chat',
  'unknown_generation',
  'unknown_prompt',
  'unknown_execution',
  'not_waiting',
  'not_allowed',
  'internal'
] as const;
export type ErrorCode = Word<typeof ERROR_CODES>;

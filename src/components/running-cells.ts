import type { IGeneration } from '../generations';
import type { ICommand, IExecution } from '../protocol';

/**
 * What can be ended of an answer alone.
 */
export type Alone = ICommand | IExecution;

/**
 * The executions of an answer that run now: one a kernel.
 */
export function runningCells(
  answer: IGeneration | undefined
): readonly IExecution[] {
  return answer?.executions?.filter(one => one.state === 'running') ?? [];
}

/**
 * The executions and commands of an answer that run now.
 */
export function runningAlone(
  answer: IGeneration | undefined
): readonly Alone[] {
  return [...runningCells(answer), ...(answer?.commands ?? [])];
}

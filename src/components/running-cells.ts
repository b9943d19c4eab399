import type { IGeneration } from '../generations';
import type { IExecution } from '../protocol';

/**
 * The executions of an answer that run now: one a kernel.
 */
export function runningCells(
  answer: IGeneration | undefined
): readonly IExecution[] {
  return answer?.executions?.filter(one => one.state === 'running') ?? [];
}

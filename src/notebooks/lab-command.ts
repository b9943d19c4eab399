import type { Event } from '@jupyterlab/services';

import { isObject } from './is-object';

/**
 * A command that an answer has this page execute.
 */
export interface ILabCommand {
  readonly name: string;
  /**
   * The very object that whoever executes the command is given.
   */
  readonly args: object;
  /**
   * By which the server knows whose it is.
   */
  readonly requestId: string;
  readonly generationId: string;
}

/**
 * The command in an event of jupyterlab-commands-toolkit; null where it is no answer's, or the event
 * is another.
 */
export function labCommand(emission: Event.Emission): ILabCommand | null {
  if (emission.schema_id !== LAB_COMMAND) {
    return null;
  }
  const { name, args, requestId, stop_stream: whose } = emission;
  if (typeof name !== 'string' || typeof requestId !== 'string') {
    return null;
  }
  if (!isObject(args) || !isObject(whose) || !('generation_id' in whose)) {
    return null;
  }
  const generationId = whose.generation_id;
  return typeof generationId === 'string'
    ? { name, args, requestId, generationId }
    : null;
}

const LAB_COMMAND =
  'https://events.jupyter.org/jupyterlab_command_toolkit/lab_command/v1';

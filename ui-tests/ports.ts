const FIRST_LAB = Number(process.env.LAB_PORT ?? 8899);
const FIRST_MODEL = Number(process.env.MODEL_PORT ?? 8898);

/**
 * Where a JupyterLab and its model listen, on the loopback interface.
 */
export interface IPorts {
  readonly lab: number;
  readonly model: number;
}

/**
 * The ports of one of the workers that run side by side, of which each has a JupyterLab and a model
 * of its own.
 */
export function portsOf(worker: number): IPorts {
  return { lab: FIRST_LAB + 2 * worker, model: FIRST_MODEL + 2 * worker };
}

/**
 * The ports of the worker that this is loaded in.
 */
export const ports = portsOf(Number(process.env.TEST_PARALLEL_INDEX ?? 0));

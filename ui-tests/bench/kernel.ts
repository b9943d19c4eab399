import type { IJupyterLabPageFixture } from '@jupyterlab/galata';

/**
 * How long beats are looked at that do not end, in milliseconds.
 */
const PATIENCE_MS = 5_000;

/**
 * How long there must have been none to call them ended, in milliseconds.
 */
const QUIET_MS = 1_000;

/**
 * The kernel of a notebook, as the page has it.
 */
export class Kernel {
  constructor(page: IJupyterLabPageFixture, path: string) {
    this._page = page;
    this._path = path;
  }

  async start(): Promise<void> {
    await this._page.evaluate(async path => {
      const { sessions } = window.jupyterapp.serviceManager;
      const kernel = { name: 'python3' };
      await sessions.startNew({ path, name: path, type: 'notebook', kernel });
    }, this._path);
  }

  /**
   * Run a cell of the person's some times, one after the other, and say how long each took to its
   * reply, in milliseconds.
   */
  async takenMs(code: string, times: number): Promise<number[]> {
    const runs = await this._run(code, times);
    return runs.map(({ beganAt, overAt }) => overAt - beganAt);
  }

  /**
   * Run a cell of the person's, and say when its reply came, by the page's clock in milliseconds;
   * null where it did not run whole.
   */
  async overAt(code: string): Promise<number | null> {
    const [run] = await this._run(code, 1);
    return run?.status === 'ok' ? run.overAt : null;
  }

  /**
   * Wait until a cell writes no more to a file of its beats, and say when it did last, in
   * milliseconds since the epoch; null where it goes on.
   */
  async lastBeatAt(file: string): Promise<number | null> {
    const beganAt = Date.now();
    while (Date.now() - beganAt < PATIENCE_MS) {
      const response = await this._page.request.get(`/api/contents/${file}`);
      const { content } = await response.json();
      const lines: string[] = content.trim().split('\n');
      const lastAt = 1000 * Number(lines.at(-1));
      if (Date.now() - lastAt > QUIET_MS) {
        return lastAt;
      }
      await this._page.waitForTimeout(100);
    }
    return null;
  }

  interrupt(): Promise<void> {
    return this._page.evaluate(async path => {
      for (const model of window.jupyterapp.serviceManager.sessions.running()) {
        if (model.path === path && model.kernel) {
          await window.jupyterapp.serviceManager.kernels
            .connectTo({ model: model.kernel })
            .interrupt();
        }
      }
    }, this._path);
  }

  private _run(code: string, times: number): Promise<IRun[]> {
    return this._page.evaluate(
      async ([path, code, times]) => {
        const now = () => performance.timeOrigin + performance.now();
        const { sessions } = window.jupyterapp.serviceManager;
        const model = [...sessions.running()].find(one => one.path === path);
        if (!model) {
          throw new Error(`No kernel for ${path}.`);
        }
        const connection = sessions.connectTo({ model });
        await connection.kernel?.info;
        const runs: IRun[] = [];
        for (let i = 0; i < times; i++) {
          const beganAt = now();
          const reply = await connection.kernel?.requestExecute({ code }).done;
          const status = reply?.content.status ?? 'none';
          runs.push({ status, beganAt, overAt: now() });
        }
        connection.dispose();
        return runs;
      },
      [this._path, code, times] as const
    );
  }

  private readonly _page: IJupyterLabPageFixture;
  private readonly _path: string;
}

interface IRun {
  readonly status: string;
  readonly beganAt: number;
  readonly overAt: number;
}

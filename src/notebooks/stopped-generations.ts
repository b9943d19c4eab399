import type { IGeneration, IStopActions } from '../generations';

/**
 * Which generations were stopped, as far as this page knows: from the press on Stop in it, or since
 * the server has said so.
 */
export class StoppedGenerations {
  /**
   * Look at what is known of the chats of this page. To be called once, when that is loaded.
   */
  watch(actions: IStopActions): void {
    this._actions = actions;
    actions.generations.told.connect(this._onTold, this);
  }

  has(generationId: string): boolean {
    return this._told.has(generationId) || this._isStopping(generationId);
  }

  private _isStopping(generationId: string): boolean {
    const actions = this._actions;
    return !!actions?.chats.some(model =>
      actions.isStopping(model, [generationId])
    );
  }

  private _onTold(_: unknown, told: IGeneration): void {
    if (told.state !== 'stopping' && told.outcome !== 'interrupted') {
      return;
    }
    this._told.add(told.generation_id);
    const [oldest] = this._told;
    if (oldest !== undefined && this._told.size > REMEMBERED) {
      this._told.delete(oldest);
    }
  }

  private readonly _told = new Set<string>();
  private _actions: IStopActions | null = null;
}

/**
 * How many are remembered. What is older is left to the server.
 */
const REMEMBERED = 256;

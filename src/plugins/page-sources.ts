import type {
  IBeginOptions,
  IGenerationSources,
  ILocalGeneration
} from '../generations';
import { LocalAnswer } from '../local/answer';
import type { LocalGenerations } from '../local';
import type { ILateServices } from './services';

/**
 * The answers of models that run in the page. What shows and stops them is loaded with the first.
 */
export class PageSources implements IGenerationSources {
  constructor(services: ILateServices) {
    this._services = services;
  }

  begin(options: IBeginOptions): ILocalGeneration {
    const answer = new LocalAnswer({
      ...options,
      onChanged: changed => this._generations?.take(changed)
    });
    void this._begin(answer);
    // Parts of it may be taken apart, and it gives no way to press Stop.
    return {
      id: answer.id,
      signal: answer.signal,
      owns: messageId => answer.owns(messageId),
      ended: outcome => answer.ended(outcome)
    };
  }

  private async _begin(answer: LocalAnswer): Promise<void> {
    const { model } = answer;
    try {
      if (model.id === undefined) {
        await model.ready;
        answer.place();
      }
      if (this._generations) {
        this._generations.take(answer);
        return;
      }
      this._loading ??= this._load();
      (await this._loading).take(answer);
    } catch (reason) {
      this._loading = null;
      console.error('jupyter-stop-stream: an answer has no Stop.', reason);
    }
  }

  private async _load(): Promise<LocalGenerations> {
    const [{ LocalGenerations }, { addPage }] = await Promise.all([
      import(/* webpackChunkName: 'local' */ '../local'),
      this._services.load()
    ]);
    this._generations = addPage(gates => new LocalGenerations(gates));
    return this._generations;
  }

  private readonly _services: ILateServices;
  private _loading: Promise<LocalGenerations> | null = null;
  private _generations: LocalGenerations | null = null;
}

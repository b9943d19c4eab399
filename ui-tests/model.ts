import { APIRequestContext, expect } from '@playwright/test';

import { ports } from './ports';

/**
 * How far one completion request is. Times are seconds since the epoch.
 */
export interface IProgress {
  /** Tokens that were produced. */
  readonly produced: number;
  /** Tokens that would have been produced. */
  readonly length: number;
  readonly started_at: number;
  readonly ended_at: number | null;
  /** When the client closed the connection before the end. */
  readonly let_go_at: number | null;
}

/**
 * What the model server remembers of one completion request.
 */
export interface ICompletion extends IProgress {
  readonly id: string;
  /** What the request sent: the history. */
  readonly messages: readonly { readonly content: string }[];
  readonly text: string;
  readonly produced_at: readonly number[];
}

/**
 * The model server, as its operator sees it.
 */
export class Model {
  constructor(request: APIRequestContext) {
    this._request = request;
  }

  /**
   * All completion requests since the last `forget`, in order.
   */
  async completions(): Promise<readonly ICompletion[]> {
    return (await this._request.get(`${Model.url}/requests`)).json();
  }

  async forget(): Promise<void> {
    await this._request.delete(`${Model.url}/requests`);
  }

  /**
   * Wait until a fact about one completion is true.
   */
  async waitFor(
    isSo: (progress: IProgress) => boolean,
    index = 0
  ): Promise<ICompletion> {
    const url = `${Model.url}/requests/${index}/progress`;
    await expect(async () => {
      const answer = await this._request.get(url);
      expect(answer.ok() && isSo(await answer.json())).toBe(true);
    }).toPass({ timeout: 60_000 });
    const completion = (await this.completions())[index];
    if (!completion) {
      throw new Error('It was forgotten meanwhile.');
    }
    return completion;
  }

  /**
   * Wait until the client of a completion has gone.
   */
  letGo(index = 0): Promise<ICompletion> {
    return this.waitFor(completion => completion.let_go_at !== null, index);
  }

  /**
   * Wait until a completion has ended by itself.
   */
  ended(index = 0): Promise<ICompletion> {
    return this.waitFor(
      ({ ended_at, let_go_at }) => ended_at !== null && let_go_at === null,
      index
    );
  }

  /**
   * Let a completion end by itself now, whatever its prompt asks for, and wait until it has.
   */
  async finish(index = 0): Promise<ICompletion> {
    await this.waitFor(() => true, index);
    const finished = await this._request.post(
      `${Model.url}/requests/${index}/finish`
    );
    expect(finished.ok()).toBe(true);
    return this.ended(index);
  }

  /**
   * Wait for as long as the model needs to tell somebody else what this prompt asks for. It is one
   * more completion.
   */
  async tellSomebodyElse(prompt: string): Promise<void> {
    const messages = [{ role: 'user', content: prompt }];
    await this._request.post(`${Model.url}/v1/chat/completions`, {
      data: { model: 'scripted', messages },
      timeout: 60_000
    });
  }

  private readonly _request: APIRequestContext;

  static readonly url = `http://127.0.0.1:${ports.model}`;
}

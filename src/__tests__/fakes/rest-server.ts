import { ServerConnection } from '@jupyterlab/services';
import { PromiseDelegate } from '@lumino/coreutils';

import type { IGenerationRecord } from '../../protocol';
import { SETTINGS } from './web-socket';

/**
 * A server that answers by REST as the real one does, and records what it is asked.
 */
export class FakeRestServer {
  readonly settings: ServerConnection.ISettings = {
    ...SETTINGS,
    baseUrl: 'http://localhost/base/',
    fetch: (input: RequestInfo | URL) => this._answer(input as Request)
  };

  /**
   * What has not ended here.
   */
  generations: IGenerationRecord[] = [];

  /**
   * What was asked, in order: the method and the address below the base, and what was sent with it.
   */
  readonly asked: unknown[][] = [];

  /**
   * Whether nothing reaches it.
   */
  isDown = false;

  /**
   * With what code, and which body, it answers, where not as it should.
   */
  problem: [number, unknown] | null = null;

  /**
   * From now on answers wait for this, and then say what was true when they were asked for.
   */
  hold(): PromiseDelegate<void> {
    const held = new PromiseDelegate<void>();
    this._held = held.promise;
    return held;
  }

  /**
   * From now on it answers at once.
   */
  release(): void {
    this._held = Promise.resolve();
  }

  private async _answer(request: Request): Promise<Response> {
    if (this.isDown) {
      throw new TypeError('Failed to fetch');
    }
    const { pathname, searchParams } = new URL(request.url);
    const path = pathname.replace('/base/api/stop-stream/', '');
    const chatId = searchParams.get('chat_id');
    const body = await request.text();
    this.asked.push(
      body
        ? [request.method, path, JSON.parse(body)]
        : [request.method, path, chatId]
    );
    const answer = this.problem ?? [200, this._truth(path, chatId)];
    await this._held;
    return new Response(JSON.stringify(answer[1]), { status: answer[0] });
  }

  private _truth(path: string, chatId: string | null): unknown {
    const [, id] = path.split('/');
    if (id === undefined) {
      return {
        generations: this.generations.filter(one => one.chat_id === chatId)
      };
    }
    this.generations = this.generations.map(one =>
      one.generation_id === id && one.state !== 'stopping'
        ? { ...one, state: 'stopping', revision: one.revision + 1 }
        : one
    );
    return {
      generation: this.generations.find(one => one.generation_id === id)
    };
  }

  private _held = Promise.resolve();
}

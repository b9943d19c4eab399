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
   * Whether it is of a version before the route that stops several generations at once, and
   * before `is_connected`.
   */
  isOlder = false;

  /**
   * Whether its half of this extension is missing.
   */
  isMissing = false;

  /**
   * Whether somebody who can be stopped answers in the chats.
   */
  isConnected = true;

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
    const text = await request.text();
    const body = text ? JSON.parse(text) : undefined;
    this.asked.push([request.method, path, body ?? chatId]);
    const [status, answer] =
      this.problem ?? this._truth(path, body ?? { chat_id: chatId });
    await this._held;
    return new Response(
      typeof answer === 'string' ? answer : JSON.stringify(answer),
      { status }
    );
  }

  private _truth(path: string, asked: Private.IAsked): [number, unknown] {
    const [route, id] = path.split('/');
    if (this.isMissing || (route === 'stop' && this.isOlder)) {
      return Private.NO_ROUTE;
    }
    if (route === 'stop') {
      const ids = asked.generation_ids ?? this._mine(asked.chat_id);
      const known = ids.filter(one => this._find(one));
      return known.length === 0 && ids.length > 0
        ? Private.unknown(ids)
        : [202, { generation_ids: known, generations: known.map(this._stop) }];
    }
    if (id !== undefined) {
      return this._find(id)
        ? [202, { generation: this._stop(id) }]
        : Private.unknown([id]);
    }
    const generations = this.generations.filter(
      one => asked.chat_id === null || one.chat_id === asked.chat_id
    );
    return [
      200,
      this.isOlder || asked.chat_id === null
        ? { generations }
        : { is_connected: this.isConnected, generations }
    ];
  }

  private _mine(chatId: string | null): readonly string[] {
    return this.generations
      .filter(one => one.chat_id === chatId && one.is_mine)
      .map(one => one.generation_id);
  }

  private _find(id: string): IGenerationRecord | undefined {
    return this.generations.find(one => one.generation_id === id);
  }

  private readonly _stop = (id: string): IGenerationRecord | undefined => {
    this.generations = this.generations.map(one =>
      one.generation_id === id && one.state !== 'stopping'
        ? { ...one, state: 'stopping', revision: one.revision + 1 }
        : one
    );
    return this._find(id);
  };

  private _held = Promise.resolve();
}

namespace Private {
  export interface IAsked {
    readonly chat_id: string | null;
    readonly generation_ids?: readonly string[];
  }

  /**
   * As jupyter_server answers where nobody does.
   */
  export const NO_ROUTE: [number, unknown] = [
    404,
    '<!DOCTYPE HTML><html><body><h1>404 : Not Found</h1></body></html>'
  ];

  export function unknown(ids: readonly string[]): [number, unknown] {
    return [404, { message: `There is no generation ${ids.join(', ')}.` }];
  }
}

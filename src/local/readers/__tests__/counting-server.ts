import { createServer, Server, ServerResponse } from 'http';
import type { AddressInfo } from 'net';

import { PromiseDelegate } from '@lumino/coreutils';
import { WebSocket, WebSocketServer } from 'ws';

/**
 * What a test has the server say: all of it, or as much as it is given before it goes silent.
 */
export interface IScript {
  /**
   * The parts that it has.
   */
  readonly parts: readonly (string | Uint8Array)[];
  /**
   * After so many parts it says nothing any more, and the connection stays open.
   */
  readonly silentAfter?: number;
  /**
   * How long it takes for a part; without it, all go at once.
   */
  readonly partMs?: number;
  readonly status?: number;
  /**
   * Whether it does not even answer before the first part.
   */
  readonly withholdsStatus?: boolean;
  /**
   * Whether it breaks the connection behind the last part.
   */
  readonly breaksOff?: boolean;
}

/**
 * A model's server that counts what it was made to produce, over http and over websockets.
 */
export class CountingServer {
  /**
   * How many parts it has produced, for all who asked.
   */
  produced = 0;
  /**
   * What it was asked, in order.
   */
  readonly asked: IAsked[] = [];
  /**
   * What came over its sockets.
   */
  readonly frames: string[] = [];
  /**
   * Resolved when somebody who had asked has gone before the end, or has cancelled.
   */
  readonly letGo = new PromiseDelegate<void>();
  /**
   * Resolved when it has gone silent.
   */
  readonly silent = new PromiseDelegate<void>();

  constructor(private readonly _script: IScript) {
    this._http = createServer((request, response) => {
      this.asked.push({
        method: request.method ?? '',
        accept: request.headers.accept ?? ''
      });
      response.writeHead(_script.status ?? 200);
      if (!_script.withholdsStatus) {
        response.flushHeaders();
      }
      const over = this._say(
        part => response.write(part),
        () => this._endOf(response)
      );
      response.on('close', () => {
        over();
        if (!response.writableFinished) {
          this.letGo.resolve();
        }
      });
    });
    this._sockets = new WebSocketServer({ server: this._http });
    this._sockets.on('connection', socket => {
      const overs = new Map<string, () => void>();
      socket.on('message', data => {
        const frame = data.toString();
        this.frames.push(frame);
        if (frame.startsWith('cancel ')) {
          overs.get(frame.slice('cancel '.length))?.();
          this.letGo.resolve();
          return;
        }
        const over = this._say(
          part => socket.send(`${frame} ${part.toString()}`),
          () => this._endOfSocket(socket)
        );
        overs.set(frame, over);
      });
      socket.on('close', () => {
        overs.forEach(over => over());
        this.letGo.resolve();
      });
    });
  }

  static async start(script: IScript): Promise<CountingServer> {
    const server = new CountingServer(script);
    await new Promise<void>(resolve => {
      server._http.listen(0, '127.0.0.1', resolve);
    });
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${(this._http.address() as AddressInfo).port}/`;
  }

  async stop(): Promise<void> {
    this._sockets.close();
    this._http.closeAllConnections();
    await new Promise(resolve => this._http.close(resolve));
  }

  private _say(
    write: (part: string | Uint8Array) => void,
    end: () => void
  ): () => void {
    const { parts, partMs, silentAfter = parts.length + 1 } = this._script;
    let [index, isOver] = [0, false];
    const step = () => {
      if (isOver) {
        return;
      }
      if (index === silentAfter) {
        this.silent.resolve();
        return;
      }
      const part = parts[index];
      if (part === undefined) {
        end();
        return;
      }
      index += 1;
      this.produced += 1;
      write(part);
      if (partMs === undefined) {
        step();
      } else {
        setTimeout(step, partMs);
      }
    };
    step();
    return () => {
      isOver = true;
    };
  }

  private _endOf(response: ServerResponse): void {
    if (this._script.breaksOff) {
      response.destroy();
    } else {
      response.end();
    }
  }

  private _endOfSocket(socket: WebSocket): void {
    if (this._script.breaksOff) {
      socket.close(1011);
    }
  }

  private readonly _http: Server;
  private readonly _sockets: WebSocketServer;
}

export interface IAsked {
  readonly method: string;
  readonly accept: string;
}

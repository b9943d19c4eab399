import type { JupyterFrontEnd } from '@jupyterlab/application';
import {
  Event,
  Kernel,
  KernelManager,
  KernelMessage,
  ServerConnection
} from '@jupyterlab/services';
import { KernelMock } from '@jupyterlab/services/lib/testutils';
import { nullTranslator } from '@jupyterlab/translation';
import { CommandRegistry } from '@lumino/commands';
import { PromiseDelegate, ReadonlyPartialJSONObject } from '@lumino/coreutils';
import { Stream } from '@lumino/signaling';

import { FakeActions } from '../../__tests__/fakes/actions';
import { AnswersCommands, StoppedGenerations } from '..';

/**
 * What a kernel was asked to execute: its code, and what the request says beside it.
 */
export type Asked = readonly [string, unknown, boolean | undefined];

/**
 * Kernels that record what they are asked, and reply at once.
 */
class RecordingKernels extends KernelManager.NoopManager {
  readonly asked: Asked[] = [];
  status: 'ok' | 'aborted' = 'ok';

  override connectTo(
    options: Kernel.IKernelConnection.IOptions
  ): Kernel.IKernelConnection {
    const kernel: Kernel.IKernelConnection = new KernelMock(options);
    const requestExecute = kernel.requestExecute.bind(kernel);
    kernel.requestExecute = (content, disposeOnDone, metadata) => {
      this.asked.push([content.code, metadata, content.store_history]);
      const future = requestExecute(content, disposeOnDone, metadata);
      const done = future.done.then(reply => ({
        ...reply,
        content: { ...reply.content, status: this.status }
      }));
      return Object.defineProperty(future, 'done', {
        configurable: true,
        value: done as Promise<KernelMessage.IExecuteReplyMsg>
      });
    };
    return kernel;
  }
}

class FakeEvents implements Event.IManager {
  readonly serverSettings = ServerConnection.makeSettings();
  readonly stream = new Stream<this, Event.Emission>(this);
  readonly isDisposed = false;

  async emit(): Promise<void> {
    throw new Error('Nobody emits an event here.');
  }

  dispose(): void {
    this.stream.stop();
  }
}

/**
 * A part of a document that is not ready at first.
 */
class FakePart {
  isReady = false;
  readonly ready: Promise<void>;

  constructor(readonly path: string) {
    this.ready = this._ready.promise;
  }

  resolve(): void {
    this.isReady = true;
    this._ready.resolve();
  }

  private readonly _ready = new PromiseDelegate<void>();
}

/**
 * The cell `cell-1`.
 */
class FakeCell {
  readonly id = 'cell-1';
  type = 'code';
  source = 'before';

  get cell_type(): string {
    return this.type;
  }

  getId = () => this.id;
  getSource = () => this.source;

  updateSource(start: number, end: number, value: string): void {
    const { source } = this;
    this.source = source.slice(0, start) + value + source.slice(end);
  }

  toJSON = () => ({
    id: this.id,
    cell_type: this.type,
    source: this.source,
    metadata: {}
  });
}

/**
 * A notebook that is open, with one cell.
 */
export class FakeDocument {
  constructor(path: string) {
    this.context = Object.assign(new FakePart(path), {
      model: { sharedModel: { cells: [this.cell], insertCell: null } }
    });
    this.sessionContext = new FakePart(path);
  }

  readonly cell = new FakeCell();
  readonly context: FakePart;
  readonly sessionContext: FakePart;
}

/**
 * A page with kernels, commands, and what jupyterlab-commands-toolkit has in it: as there, who
 * listens to the events was there first.
 */
export class Lab {
  constructor() {
    this.events.stream.connect((_, emission) => {
      if (emission.schema_id === LAB_COMMAND) {
        this.results.push(this._execute(emission));
      }
    });
    this.stopped.watch(this.actions);
    this.watching = new AnswersCommands(this);
    this.kernel = this.kernels.connectTo({
      model: { id: 'kernel-1', name: 'python3' }
    });
  }

  readonly commands = new CommandRegistry();
  readonly trans = nullTranslator.load('');
  readonly documents: FakeDocument[] = [];
  readonly shell = {
    widgets: () => this.documents.values()
  } as unknown as JupyterFrontEnd.IShell;
  readonly events = new FakeEvents();
  readonly kernels = new RecordingKernels();
  readonly actions = new FakeActions();
  readonly stopped = new StoppedGenerations();
  readonly watching: AnswersCommands;
  readonly kernel: Kernel.IKernelConnection;

  /**
   * What was to be told of each command of an event.
   */
  readonly results: Promise<unknown>[] = [];

  get asked(): readonly Asked[] {
    return this.kernels.asked;
  }

  /**
   * An event with a command; of an answer's where `generationId` says of which.
   */
  event(
    name: string,
    args: ReadonlyPartialJSONObject,
    generationId: string | null = 'generation-1'
  ): void {
    this.events.stream.emit({
      schema_id: LAB_COMMAND,
      name,
      args: { ...args },
      requestId: `request-of-${name}`,
      ...(generationId && { stop_stream: { generation_id: generationId } })
    } as Event.Emission);
  }

  private async _execute(emission: Event.Emission): Promise<unknown> {
    const { name, args } = emission as Event.Emission & {
      name: string;
      args: ReadonlyPartialJSONObject;
    };
    try {
      return await this.commands.execute(name, args);
    } catch (reason) {
      return reason instanceof Error ? reason.message : reason;
    }
  }
}

const LAB_COMMAND =
  'https://events.jupyter.org/jupyterlab_command_toolkit/lab_command/v1';

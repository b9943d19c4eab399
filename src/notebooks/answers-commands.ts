import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { Event, Kernel } from '@jupyterlab/services';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import {
  DisposableDelegate,
  DisposableSet,
  IDisposable
} from '@lumino/disposable';

import { wholeCell } from './cell-edit';
import { Changes, PUT_BACK } from './changes';
import { Documents } from './documents';
import { Executions } from './executions';
import { HandedOn } from './handed-on';
import { isObject } from './is-object';
import { ILabCommand, labCommand } from './lab-command';
import type { StoppedGenerations } from './stopped-generations';

/**
 * The commands that answers have this page execute, by jupyterlab-commands-toolkit: those of a
 * stopped answer are refused, and what the others have kernels execute says so. None begins to
 * change a document before that is ready, as it would go on after a stop that comes meanwhile.
 *
 * Which call executes an answer's command is seen, and not concluded: the toolkit makes it in the
 * very task in which it gets the event, and with the arguments out of it.
 */
export class AnswersCommands implements IDisposable {
  constructor(options: AnswersCommands.IOptions) {
    this._stopped = options.stopped;
    this._trans = options.trans;
    this._documents = new Documents(options);
    this._changes = new Changes(this._documents);
    this._attached.add(this._executions.watch(options.kernels));
    this._attached.add(this._watchEvents(options.events));
    this._attached.add(this._watchCommands(options.commands));
    this._attached.add(this._addPutBack(options.commands));
  }

  get isDisposed(): boolean {
    return this._attached.isDisposed;
  }

  /**
   * Leave commands as they are. Calling it twice is fine.
   */
  dispose(): void {
    this._attached.dispose();
  }

  /**
   * Note the command of an event while those are told who listen: in which order that is done,
   * nobody says.
   */
  private _watchEvents({ stream }: Event.IManager): IDisposable {
    if (!isEmitting(stream)) {
      throw new Error('The events of the server cannot be watched.');
    }
    const emit = stream.emit.bind(stream);
    stream.emit = emission => {
      this._command = labCommand(emission);
      try {
        emit(emission);
      } finally {
        this._command = null;
      }
    };
    return new DisposableDelegate(() => {
      stream.emit = emit;
    });
  }

  private _watchCommands(commands: CommandRegistry): IDisposable {
    const execute = commands.execute.bind(commands);
    commands.execute = (name, args) => {
      const command = this._command;
      if (
        command === null ||
        args === undefined ||
        command.name !== name ||
        command.args !== args
      ) {
        return execute(name, args);
      }
      const { requestId } = command;
      const run = (): Promise<unknown> => {
        if (this._stopped.has(command.generationId)) {
          return Promise.reject(new Error(REFUSED));
        }
        const marked = this._handedOn.mark(name, args, requestId);
        const deleted = this._cellDeletedBy(name, args);
        return this._executions
          .during(requestId, () => execute(name, marked))
          .then(result => {
            this._changes.note(command, result);
            // The server keeps it to itself, and whoever waits for the result does not see it.
            return deleted && isObject(result)
              ? { ...result, stop_stream: deleted }
              : result;
          });
      };
      if (this._stopped.has(command.generationId)) {
        return run();
      }
      return this._documents.makeReady(name, args)?.then(run) ?? run();
    };
    return new DisposableDelegate(() => {
      commands.execute = execute;
    });
  }

  private _cellDeletedBy(
    name: string,
    { notebookPath, cellId }: ReadonlyPartialJSONObject
  ): ReturnType<typeof wholeCell> {
    if (
      name !== DELETES ||
      typeof notebookPath !== 'string' ||
      typeof cellId !== 'string'
    ) {
      return null;
    }
    const notebook = this._documents.notebook(notebookPath);
    return notebook ? wholeCell(notebook, cellId) : null;
  }

  private _addPutBack(commands: CommandRegistry): IDisposable {
    return commands.addCommand(PUT_BACK, {
      label: this._trans.__('Put Back Half an Edit of an Answer'),
      describedBy: {
        args: {
          type: 'object',
          properties: { requestIds: { type: 'array' } },
          required: ['requestIds']
        }
      },
      execute: ({ requestIds }) => {
        this._changes.putBack(Array.isArray(requestIds) ? requestIds : []);
      }
    });
  }

  private readonly _stopped: StoppedGenerations;
  private readonly _trans: TranslationBundle;
  private readonly _documents: Documents;
  private readonly _changes: Changes;
  private readonly _handedOn = new HandedOn();
  private readonly _executions = new Executions(this._handedOn);
  private readonly _attached = new DisposableSet();
  /**
   * That of the event which is being told.
   */
  private _command: ILabCommand | null = null;
}

export namespace AnswersCommands {
  export interface IOptions {
    readonly commands: CommandRegistry;
    readonly events: Event.IManager;
    readonly kernels: Kernel.IManager;
    readonly shell: JupyterFrontEnd.IShell;
    readonly stopped: StoppedGenerations;
    readonly trans: TranslationBundle;
  }
}

/**
 * What the agent is told, as the server says it.
 */
const REFUSED = 'The person stopped this answer.';

/**
 * The command that does not tell what it has deleted.
 */
const DELETES = 'jupyterlab-ai-commands:delete-cell';

interface IEmitting {
  emit: (emission: Event.Emission) => void;
}

function isEmitting(stream: object): stream is IEmitting {
  return 'emit' in stream && typeof stream.emit === 'function';
}

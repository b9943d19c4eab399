import type { ISharedNotebook } from '@jupyter/ydoc';
import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { CommandRegistry } from '@lumino/commands';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';

import { isObject } from './is-object';
import { isNotebook } from './open-notebook';

/**
 * The documents that commands of answers change. jupyterlab-ai-commands opens one that is not open,
 * waits, and then makes its change in one go: in a document that is ready nothing can come between
 * the begin of such a command and its change, and so no stop.
 */
export class Documents {
  constructor({ commands, shell }: Documents.IOptions) {
    this._commands = commands;
    this._shell = shell;
  }

  /**
   * Have the document be ready that a command is about to change, as the command itself would.
   *
   * @returns Resolves when it is, or cannot be; null where there is nothing to wait for.
   */
  makeReady(
    name: string,
    args: ReadonlyPartialJSONObject
  ): Promise<unknown> | null {
    const path = args[CHANGES.get(name) ?? ''];
    if (typeof path !== 'string') {
      return null;
    }
    const open = this._find(path);
    const waits =
      open === undefined
        ? this._open(name, path, args.background === false)
        : whenReady(name, open);
    // What fails, the command itself says.
    return waits?.catch(() => undefined) ?? null;
  }

  /**
   * A notebook that is open.
   */
  notebook(path: string): ISharedNotebook | undefined {
    const widget = this._find(path);
    return isNotebook(widget) ? widget.context.model.sharedModel : undefined;
  }

  private async _open(
    name: string,
    path: string,
    activate: boolean
  ): Promise<unknown> {
    const options = { activate };
    const opened: unknown = await this._commands.execute('docmanager:open', {
      path,
      options
    });
    return isDocument(opened) ? whenReady(name, opened) : null;
  }

  private _find(path: string): IDocument | undefined {
    const widgets: unknown[] = [...this._shell.widgets('main')];
    return widgets
      .filter(isDocument)
      .find(({ context }) => context.path === path);
  }

  private readonly _commands: CommandRegistry;
  private readonly _shell: JupyterFrontEnd.IShell;
}

export namespace Documents {
  export interface IOptions {
    readonly commands: CommandRegistry;
    readonly shell: JupyterFrontEnd.IShell;
  }
}

const RUN_CELL = 'jupyterlab-ai-commands:run-cell';

/**
 * The commands that change a document, each with the argument that has its path. Without one they
 * change what is in front, which is open.
 */
const CHANGES: ReadonlyMap<string, string> = new Map([
  ['jupyterlab-ai-commands:add-cell', 'notebookPath'],
  ['jupyterlab-ai-commands:delete-cell', 'notebookPath'],
  ['jupyterlab-ai-commands:set-cell-content', 'notebookPath'],
  ['jupyterlab-ai-commands:set-file-content', 'filePath'],
  [RUN_CELL, 'notebookPath']
]);

interface IPart {
  readonly isReady: boolean;
  readonly ready: Promise<void>;
}

interface IDocument {
  readonly context: IPart & { readonly path: string };
  /** The kernel's, of a notebook. */
  readonly sessionContext?: IPart;
}

function isDocument(widget: unknown): widget is IDocument {
  return (
    isObject(widget) &&
    'context' in widget &&
    isObject(widget.context) &&
    'isReady' in widget.context &&
    'path' in widget.context
  );
}

/**
 * Resolves when that is ready in a document which a command waits for; null where it is. The one that
 * runs a cell takes away what the cell had shown.
 */
function whenReady(
  name: string,
  { context, sessionContext }: IDocument
): Promise<unknown> | null {
  const parts = [
    context,
    ...(name === RUN_CELL && sessionContext ? [sessionContext] : [])
  ];
  return parts.every(({ isReady }) => isReady)
    ? null
    : Promise.all(parts.map(({ ready }) => ready));
}

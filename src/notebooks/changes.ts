import type { ICellEdit } from '../protocol';
import { takeBack } from './cell-edit';
import type { Documents } from './documents';
import { isObject } from './is-object';

/**
 * What commands of answers have lately written into cells. One call of a tool may be several
 * commands: the text of a cell, and then its type. Where a stop comes between, the server has the
 * text put back.
 */
export class Changes {
  constructor(documents: Documents) {
    this._documents = documents;
  }

  /**
   * Note what came of a command.
   */
  note(command: Changes.ICommand, result: unknown): void {
    const { name, generationId, requestId } = command;
    if (name.startsWith(CHANGES_TYPE)) {
      // That was the last of its call, which is whole.
      this._changes = this._changes.filter(
        change => change.generationId !== generationId
      );
    } else if (name === WRITES && isWritten(result)) {
      const change = { edit: editOf(result), generationId, requestId };
      this._changes = [...this._changes, change].slice(-REMEMBERED);
    }
  }

  /**
   * Put back what the commands with these request ids have written, in this order, where it is what
   * stands there, in a cell of the same type. What is not known here was done in another page.
   */
  putBack(requestIds: readonly unknown[]): void {
    for (const requestId of requestIds) {
      const change = this._changes.find(one => one.requestId === requestId);
      if (change === undefined) {
        continue;
      }
      this._changes = this._changes.filter(one => one !== change);
      const notebook = this._documents.notebook(change.edit.notebook);
      if (notebook) {
        takeBack(notebook, change.edit);
      }
    }
  }

  private readonly _documents: Documents;
  private _changes: readonly IChange[] = [];
}

export namespace Changes {
  export interface ICommand {
    readonly name: string;
    readonly generationId: string;
    readonly requestId: string;
  }
}

/**
 * The command that the server sends, with the request ids.
 */
export const PUT_BACK = 'jupyter-stop-stream:put-back';

const WRITES = 'jupyterlab-ai-commands:set-cell-content';

/**
 * What the names of the commands begin with that make a cell another.
 */
const CHANGES_TYPE = 'notebook:change-cell-to-';

/**
 * Only calls that have not returned are asked for.
 */
const REMEMBERED = 16;

/**
 * What the command says that it has done.
 */
interface IWritten {
  readonly notebookPath: string;
  readonly cellId: string;
  readonly previousCellType: string;
  readonly previousContent: string;
  readonly newContent: string;
}

interface IChange {
  readonly edit: ICellEdit;
  readonly generationId: string;
  readonly requestId: string;
}

const FIELDS: readonly (keyof IWritten)[] = [
  'notebookPath',
  'cellId',
  'previousCellType',
  'previousContent',
  'newContent'
];

function isWritten(result: unknown): result is IWritten {
  if (!isObject(result)) {
    return false;
  }
  const fields = new Map<string, unknown>(Object.entries(result));
  return FIELDS.every(field => typeof fields.get(field) === 'string');
}

function editOf(written: IWritten): ICellEdit {
  const { cellId, newContent, notebookPath, previousContent } = written;
  const cell = (source: string) => ({
    id: cellId,
    cell_type: written.previousCellType,
    source,
    metadata: {}
  });
  return {
    notebook: notebookPath,
    cell_id: cellId,
    before: cell(previousContent),
    after: cell(newContent),
    above: null
  };
}

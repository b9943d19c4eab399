import type { PartialJSONObject } from '@lumino/coreutils';

import {
  asText,
  FrameError,
  isFields,
  listOf,
  objectOf,
  orNull
} from './fields';
import type { Reader } from './fields';
import type { ICell, ICellEdit } from './frames';

/**
 * The edits in an answer of the server.
 *
 * @param value - Parsed from JSON.
 *
 * @throws FrameError - what it says is not as documented.
 */
export function parseEdits(value: unknown): readonly ICellEdit[] {
  return readEdits(value, 'edits');
}

const readCell: Reader<ICell> = (value, name) => {
  const cell = asJson(value, name);
  return {
    ...cell,
    id: asText(cell.id, 'id'),
    cell_type: asText(cell.cell_type, 'cell_type'),
    source: asText(cell.source, 'source'),
    metadata: asJson(cell.metadata, 'metadata')
  };
};

const readEdits = listOf(
  objectOf<ICellEdit>({
    notebook: asText,
    cell_id: asText,
    before: orNull(readCell),
    after: orNull(readCell),
    above: orNull(asText)
  })
);

function asJson(value: unknown, name: string): PartialJSONObject {
  if (!isJson(value)) {
    throw new FrameError(`${name}: must be an object.`);
  }
  return value;
}

/**
 * Of what was parsed from JSON, all that is in an object is JSON, too.
 */
function isJson(value: unknown): value is PartialJSONObject {
  return isFields(value);
}

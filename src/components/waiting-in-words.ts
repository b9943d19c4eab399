import type { TranslationBundle } from '@jupyterlab/translation';

import type { IGeneration } from '../generations';

/**
 * What is said of a prompt that waits: for whom and, where that is known and not far back, at which
 * place.
 */
export function waitingInWords(
  { persona_name: persona, place }: IGeneration,
  trans: TranslationBundle
): string {
  const where = place === undefined ? null : placeInWords(place, trans);
  return where === null
    ? trans.__('Waiting for %1', persona)
    : trans.__('Waiting for %1 (%2)', persona, where);
}

function placeInWords(place: number, trans: TranslationBundle): string | null {
  switch (place) {
    case 1:
      return trans.__('next');
    case 2:
      return trans.__('2nd');
    case 3:
      return trans.__('3rd');
    default:
      return place <= FURTHEST ? trans.__('%1th', place) : null;
  }
}

/**
 * The server says no more of what is further back.
 */
const FURTHEST = 20;

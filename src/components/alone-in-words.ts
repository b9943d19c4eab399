import { PathExt } from '@jupyterlab/coreutils';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { Alone } from './running-cells';

/**
 * What is offered about a cell or a command that an answer runs.
 */
export function aloneInWords(one: Alone, trans: TranslationBundle): string {
  if ('command' in one) {
    return trans.__('Stop this command only: %1', one.command);
  }
  return one.notebook
    ? trans.__('Stop this cell only: %1', PathExt.basename(one.notebook))
    : trans.__('Stop this cell only');
}

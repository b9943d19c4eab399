import type { TranslationBundle } from '@jupyterlab/translation';

import { RequestRefused } from './tokens';

/**
 * What went wrong, for a person, in their language where it is one of the things that may.
 */
export function inWords(reason: unknown, trans: TranslationBundle): string {
  switch (reason instanceof RequestRefused ? reason.code : null) {
    case 'not_allowed':
      return trans.__('Somebody else has asked for what is being written.');
    case 'unknown_chat':
      return trans.__('This chat is not open on the server.');
    case 'unknown_generation':
      return trans.__('The server does not know this answer.');
    case 'unknown_prompt':
      return trans.__(
        'The prompt is not in the chat any more, or nobody answers it.'
      );
    case 'unknown_execution':
      return trans.__('It has ended.');
    case 'not_waiting':
      return trans.__('It does not wait any more.');
    case 'too_many':
      return trans.__('As many prompts wait in this chat as may.');
    case 'too_large':
      return trans.__('That is more than the server takes at once.');
    case 'bad_frame':
      return trans.__(
        'The server does not understand this page. Reload the page.'
      );
    case 'internal':
    case 'other':
    case null:
      return why(reason);
  }
}

/**
 * What went wrong, as it was told.
 */
export function why(reason: unknown): string {
  return reason instanceof Error ? reason.message : String(reason);
}

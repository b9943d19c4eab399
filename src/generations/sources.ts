import type { IChatModel } from '@jupyter/chat';
import { Token } from '@lumino/coreutils';

import type { Outcome } from '../protocol';

/**
 * Where the answers of models that run in the page are told, so that they can be stopped as those
 * of the server are.
 */
export interface IGenerationSources {
  /**
   * Tell that a persona begins to answer. From here on the answer is in the button, the menu, the
   * keys and the Running panel of its chat, and at a stop it is frozen in the click's own frame.
   */
  begin(options: IBeginOptions): ILocalGeneration;
}

export interface IBeginOptions {
  /**
   * The chat that is answered in.
   */
  readonly model: IChatModel;
  readonly persona: IAnsweringPersona;
  /**
   * The id of the message that was asked. Without it a stopped answer has neither *Regenerate* nor
   * *Edit*.
   */
  readonly promptId?: string;
  /**
   * Asks the persona the same prompt again; it calls `begin` anew. Without it the answer has no
   * *Regenerate*.
   */
  readonly again?: () => void | Promise<void>;
}

/**
 * Who answers.
 */
export interface IAnsweringPersona {
  /**
   * The username under which it writes into the chat.
   */
  readonly id: string;
  /**
   * What a person calls it.
   */
  readonly name: string;
}

/**
 * One answer of a model that runs in the page, for whoever writes it.
 */
export interface ILocalGeneration {
  readonly id: string;

  /**
   * Aborted when a person stops this answer, in the task of their click. It is of this answer
   * alone.
   */
  readonly signal: AbortSignal;

  /**
   * Tell that a message of the chat is a reply of this answer. Call it when the message is added, or
   * before. Twice is fine, and so is after the end.
   */
  owns(messageId: string): void;

  /**
   * Tell that nothing is written any more. After a stop this is what proves that it has ended. Only
   * the first call counts.
   *
   * @param outcome - How, where nobody stopped it: `complete` without it.
   */
  ended(outcome?: Outcome): void;
}

export const IGenerationSources = new Token<IGenerationSources>(
  'jupyter-stop-stream:IGenerationSources',
  'Makes the answers of a model that runs in the page stoppable. Call `begin` with each, pass its `signal` to the request, and call `ended` when it is over.'
);

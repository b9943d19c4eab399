import type { IMessage } from '@jupyter/chat';
import type { ISignal } from '@lumino/signaling';

import type { IMark } from '../protocol';

/**
 * What a chat holds of one generation, as its messages say.
 */
export interface IAnswer {
  /**
   * The mark of the message that stands for it: of the prompt where that carries one, else of the
   * last reply that is left.
   */
  readonly mark: IMark;

  /**
   * The id of that message; the answer's label stands below it. Empty where all of them are deleted.
   */
  readonly labelledId: string;

  /**
   * The prompt, or null where it is gone.
   */
  readonly prompt: IMessage | null;

  /**
   * The id of the last reply with a text that whoever wrote it can go on from; null where there is
   * none, or the prompt is gone.
   */
  readonly continuableId: string | null;

  /**
   * Whether anything was written. Where not, it was stopped before it began or while the persona
   * was silent.
   */
  readonly hasReply: boolean;

  /**
   * Whether something was written that is not in the messages' bodies.
   */
  readonly hasUnseen: boolean;

  /**
   * Whether that is shown in this page.
   */
  readonly isRevealed: boolean;
}

/**
 * The index of one open chat: which of its messages belong to which generation. It is kept up with
 * what changes, and looks at no message twice.
 */
export interface IChatAnswers {
  /**
   * Emitted with the id of a generation of which `of` says something else.
   */
  readonly changed: ISignal<IChatAnswers, string>;

  /**
   * The answer of a generation, the same object until it changes; null where no message is of it.
   */
  of(generationId: string): IAnswer | null;

  /**
   * The answer that a message is a part of; null where it carries no mark.
   */
  at(messageId: string): IAnswer | null;

  /**
   * Those that one stop has ended before they began, in the order of their prompts; not those that
   * were asked again since.
   */
  droppedBy(stopId: string): readonly IAnswer[];

  /**
   * The last answer in the chat that has ended.
   */
  readonly lastEnded: IAnswer | null;

  /**
   * The message with an id, deleted or not.
   */
  find(messageId: string): IMessage | null;
}

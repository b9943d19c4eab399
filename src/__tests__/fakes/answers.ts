import type { IChatModel } from '@jupyter/chat';

import type { Tail } from '../../chat/answer';
import { ChatAnswers } from '../../chat/answers';
import { markIn } from '../../chat/marks';

/**
 * The answers of a chat, whose tails are shown and hidden by a test.
 */
export class FakeAnswers extends ChatAnswers {
  constructor(model: IChatModel) {
    const revealed = new Set<string>();
    super(model, {
      tailOf: ({ metadata }): Tail => {
        const mark = markIn(metadata);
        return !mark?.unseen
          ? 'none'
          : revealed.has(mark.generation_id)
            ? 'shown'
            : 'hidden';
      }
    });
    this._revealed = revealed;
  }

  /**
   * A tail is shown in this page, or hidden.
   */
  reveal(generationId: string, isShown: boolean): void {
    if (isShown) {
      this._revealed.add(generationId);
    } else {
      this._revealed.delete(generationId);
    }
    this.look(generationId);
  }

  private readonly _revealed: Set<string>;
}

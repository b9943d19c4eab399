import type { IChatModel } from '@jupyter/chat';

import type {
  IChatGate,
  IChatGates,
  IGeneration,
  ITexts
} from '../../generations';
import type { ISeen } from '../../protocol';
import { FakeAnswers } from './answers';

/**
 * The gate of every chat, which writes what is asked of it into a list.
 */
export class FakeGate implements IChatGate, IChatGates {
  constructor(
    private readonly _asked: unknown[][],
    model: IChatModel
  ) {
    this.answers = new FakeAnswers(model);
  }

  readonly answers: FakeAnswers;
  readonly isDisposed = false;

  /**
   * What it says was on the screen.
   */
  readonly seen: readonly ISeen[] = [{ message_id: 'reply-1', length: 4 }];

  gateOf(): this {
    return this;
  }

  textsOf(): ITexts {
    return { shown: '', written: '' };
  }

  shut(generations: readonly IGeneration[]): readonly ISeen[] {
    this._asked.push(['shut', ...generations.map(one => one.generation_id)]);
    return this.seen;
  }

  open(generationId: string): void {
    this._asked.push(['open', generationId]);
  }

  reveal(generationId: string, isShown: boolean): void {
    this._asked.push(['reveal', generationId, isShown]);
  }

  dispose(): void {
    throw new Error('A gate is disposed of with its chat.');
  }
}

import { DisposableDelegate, IDisposable } from '@lumino/disposable';

import type { INotices, IOffer, IQuestion } from '../../generations';

/**
 * Notices that are recorded.
 */
export class FakeNotices implements INotices {
  /**
   * Everything that was told, in order.
   */
  readonly told: string[] = [];

  /**
   * What was told and has not been taken back.
   */
  readonly standing: { readonly message: string; readonly offer?: IOffer }[] =
    [];

  /**
   * What a person has been asked, and what they say to it.
   */
  readonly questions: IQuestion[] = [];
  isWanted = true;

  async confirm(question: IQuestion): Promise<boolean> {
    this.questions.push(question);
    return this.isWanted;
  }

  fail(message: string): void {
    this.told.push(message);
  }

  warn(message: string, offer?: IOffer): IDisposable {
    const notice = { message, offer };
    this.told.push(message);
    this.standing.push(notice);
    return new DisposableDelegate(() => {
      this.standing.splice(this.standing.indexOf(notice), 1);
    });
  }
}

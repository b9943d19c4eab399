import type { IDisposable } from '@lumino/disposable';

/**
 * How a person is told what does not show in the chat itself.
 */
export interface INotices {
  /**
   * Tell what has failed.
   */
  fail(message: string): void;

  /**
   * Tell what is so for as long as the result is not disposed of.
   *
   * @param offer - What the person can do about it.
   */
  warn(message: string, offer?: IOffer): IDisposable;

  /**
   * Ask a person whether they want something that cannot be undone.
   *
   * @returns Whether they do.
   */
  confirm(question: IQuestion): Promise<boolean>;
}

export interface IQuestion {
  readonly title: string;
  readonly body: string;
  /**
   * What the buttons say.
   */
  readonly accept: string;
  readonly cancel: string;
}

export interface IOffer {
  readonly label: string;
  readonly act: () => void;
}

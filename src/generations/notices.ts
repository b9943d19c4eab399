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
}

export interface IOffer {
  readonly label: string;
  readonly act: () => void;
}

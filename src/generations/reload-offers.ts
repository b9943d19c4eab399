import type { TranslationBundle } from '@jupyterlab/translation';
import type { IDisposable } from '@lumino/disposable';

import type { IGenerationRecord } from '../protocol';
import type { INotices } from './notices';
import type { IGenerations } from './tokens';

/**
 * Offers to reload the personas of a chat whose answer does not end. An offer is taken back when
 * the answer has ended after all, but not where it was only given up.
 */
export class ReloadOffers {
  constructor(options: ReloadOffers.IOptions) {
    this._options = options;
    options.generations.ended.connect(this._onEnded, this);
  }

  /**
   * Offer it once more, in the place of an offer that stands.
   *
   * @param reload - What is done when the person accepts.
   */
  make(chatId: string, reload: () => void): void {
    const { notices, trans } = this._options;
    this._takeBack(chatId);
    const offer = notices.warn(
      trans.__('The answer does not end. Reload the persona?'),
      { label: trans.__('Reload'), act: reload }
    );
    this._standing.set(chatId, offer);
  }

  private _onEnded(_: IGenerations, ended: IGenerationRecord): void {
    if (ended.receipt !== 'detached') {
      this._takeBack(ended.chat_id);
    }
  }

  private _takeBack(chatId: string): void {
    this._standing.get(chatId)?.dispose();
    this._standing.delete(chatId);
  }

  private readonly _options: ReloadOffers.IOptions;
  private readonly _standing = new Map<string, IDisposable>();
}

export namespace ReloadOffers {
  export interface IOptions {
    readonly generations: IGenerations;
    readonly notices: INotices;
    readonly trans: TranslationBundle;
  }
}

import type { IChatModel, IMessageContent } from '@jupyter/chat';
import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import type { IPreferences, IStopActions } from '../../generations';
import { BelowMessage } from '../below-message';
import { KeptButton } from '../kept-button';
import { useRepetition } from './use-repetition';

/**
 * Below a reply to me that is being written: that it repeats itself, with Stop. It counts, and does
 * nothing by itself.
 */
export function RepetitionOffer(
  props: RepetitionOffer.IProps
): JSX.Element | null {
  const { actions, model, trans } = props;
  const { copies, generationId } = useRepetition(props);
  return generationId === null ? null : (
    <BelowMessage>
      <span className="jp-StopStream-aloud" aria-live="polite">
        {copies > 0 && trans.__('The answer repeats itself.')}
      </span>
      {copies > 0 && (
        <div className="jp-StopStream-label">
          <span className="jp-StopStream-status">
            {trans._n(
              'It repeats itself (%1 time)',
              'It repeats itself (%1 times)',
              copies
            )}
          </span>
          <KeptButton
            model={model}
            name="stopRepeating"
            title={trans.__('Stop this answer')}
            act={() => actions.stop(model, [generationId])}
          >
            {trans.__('Stop')}
          </KeptButton>
        </div>
      )}
    </BelowMessage>
  );
}

export namespace RepetitionOffer {
  export interface IProps {
    readonly actions: IStopActions;
    readonly message: IMessageContent;
    readonly model: IChatModel;
    readonly preferences: IPreferences;
    readonly trans: TranslationBundle;
  }
}

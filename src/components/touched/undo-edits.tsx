import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import type { IEdits } from '../../generations';
import type { ICellEdit } from '../../protocol';
import { LabelButton } from '../label-button';

/**
 * Takes back what a stopped answer has changed in notebooks, and that in turn; shown where anything
 * of it can be.
 */
export function UndoEdits(props: UndoEdits.IProps): JSX.Element | null {
  const { count, edits, generationId, trans } = props;
  const [known, setKnown] = React.useState<readonly ICellEdit[]>([]);
  const [isUndone, setIsUndone] = React.useState(false);
  const [words, setWords] = React.useState('');
  const isBusy = React.useRef(false);

  React.useEffect(() => {
    let isShown = true;
    const show = (found: readonly ICellEdit[]) => isShown && setKnown(found);
    // A server that was started anew, or is older, knows of none.
    edits.of(generationId).then(show, () => show([]));
    return () => {
      isShown = false;
    };
  }, [edits, generationId]);

  const takeBack = async () => {
    if (isBusy.current) {
      return;
    }
    isBusy.current = true;
    try {
      const { inverse, left } = await edits.takeBack(known);
      // Of those that the server does not know there is nothing to take back, either.
      const unknown = isUndone ? 0 : Math.max(0, count - known.length);
      setWords(
        [
          inverse.length > 0 && takenBack(inverse.length, isUndone, trans),
          left + unknown > 0 && leftAlone(left + unknown, trans)
        ]
          .filter(part => part)
          .join('; ')
      );
      if (inverse.length > 0) {
        setKnown(inverse);
        setIsUndone(!isUndone);
      }
    } finally {
      isBusy.current = false;
    }
  };

  return known.length === 0 ? null : (
    <div className="jp-StopStream-undo" hidden={props.isHidden}>
      <LabelButton
        name="undoEdits"
        title={
          isUndone
            ? trans.__('Put the cells back as this answer left them')
            : trans.__('Put the cells back as they were before this answer')
        }
        act={() => void takeBack()}
      >
        {isUndone ? trans.__('Redo its edits') : trans.__('Undo its edits')}
      </LabelButton>
      <span role="status">{words}</span>
    </div>
  );
}

export namespace UndoEdits {
  export interface IProps {
    /**
     * Of how many cells it is known that the answer has changed them.
     */
    readonly count: number;
    readonly edits: IEdits;
    readonly generationId: string;
    readonly isHidden: boolean;
    readonly trans: TranslationBundle;
  }
}

function takenBack(
  count: number,
  isRedo: boolean,
  trans: TranslationBundle
): string {
  return isRedo
    ? trans._n(
        '%1 cell is as the answer left it',
        '%1 cells are as the answer left them',
        count
      )
    : trans._n(
        '%1 cell is as it was before',
        '%1 cells are as they were before',
        count
      );
}

function leftAlone(count: number, trans: TranslationBundle): string {
  return trans._n(
    '%1 was left as it is: it has been changed since, or what it was is not known',
    '%1 were left as they are: they have been changed since, or what they were is not known',
    count
  );
}

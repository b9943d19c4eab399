import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';
import * as React from 'react';

import type { IEdits } from '../../generations';
import type { ITouched } from '../../protocol';
import { LabelButton } from '../label-button';
import { openPlace, pathOf } from './open-place';
import { didWords, placeWords, touchedWords } from './touched-words';
import { UndoEdits } from './undo-edits';

/**
 * What a stopped answer has touched, in a line, and behind that each thing with the way to it.
 */
export function Touched(props: Touched.IProps): JSX.Element {
  const { beyond, commands, edits, generationId, touched, trans } = props;
  const [isOpen, setIsOpen] = React.useState(false);
  const [wasOpen, setWasOpen] = React.useState(false);
  const id = React.useId();
  return (
    <>
      <LabelButton
        name="touched"
        aria-controls={id}
        aria-expanded={isOpen}
        title={trans.__('What this answer had changed or run at the stop')}
        act={() => {
          setIsOpen(!isOpen);
          setWasOpen(true);
        }}
      >
        {touchedWords(touched, beyond, trans)}
      </LabelButton>
      <ul id={id} className="jp-StopStream-places" hidden={!isOpen}>
        {isOpen &&
          touched.map((one, index) => (
            <Place key={index} {...{ commands, edits, one, trans }} />
          ))}
      </ul>
      {wasOpen && (
        <UndoEdits
          count={touched.filter(isEditOfCell).length}
          isHidden={!isOpen}
          {...{ edits, generationId, trans }}
        />
      )}
    </>
  );
}

export namespace Touched {
  export interface IProps {
    readonly beyond: number;
    readonly commands: CommandRegistry;
    readonly edits: IEdits;
    readonly generationId: string;
    readonly touched: readonly ITouched[];
    readonly trans: TranslationBundle;
  }
}

function isEditOfCell({ cell_id, did }: ITouched): boolean {
  return cell_id !== undefined && did.some(one => one !== 'ran');
}

interface IPlaceProps {
  readonly commands: CommandRegistry;
  readonly edits: IEdits;
  readonly one: ITouched;
  readonly trans: TranslationBundle;
}

function Place({ commands, edits, one, trans }: IPlaceProps): JSX.Element {
  const [isMissing, setIsMissing] = React.useState(false);
  const [opened, setOpened] = React.useState(0);
  const words = placeWords(one, useNumber(one, edits, opened), trans);
  const path = pathOf(one);
  const open = async (from: string) => {
    setIsMissing(!(await openPlace(commands, from, one.cell_id)));
    setOpened(opened + 1);
  };
  return (
    <li>
      {path === null ? (
        <code>{words}</code>
      ) : (
        <button type="button" title={path} onClick={() => void open(path)}>
          {words}
        </button>
      )}{' '}
      <span>{didWords(one.did, trans)}</span>
      <span role="status">
        {isMissing && trans.__('It could not be opened')}
      </span>
    </li>
  );
}

/**
 * Which cell of its notebook one is; undefined where that is not known.
 *
 * @param opened - How often it was opened: it is known then.
 */
function useNumber(
  { cell_id, notebook }: ITouched,
  edits: IEdits,
  opened: number
): number | undefined {
  const [number, setNumber] = React.useState<number>();

  React.useEffect(() => {
    let isShown = true;
    if (cell_id && notebook !== undefined) {
      const show = (numbers: ReadonlyMap<string, number>) =>
        isShown && setNumber(numbers.get(cell_id));
      edits.cellNumbers(notebook).then(show, () => show(new Map()));
    }
    return () => {
      isShown = false;
    };
  }, [cell_id, edits, notebook, opened]);

  return number;
}

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
  const [opened, setOpened] = React.useState(0);
  const numbers = useCellNumbers(touched, edits, isOpen, opened);
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
            <Place
              key={index}
              number={numbers.get(one.notebook)?.get(one.cell_id ?? '')}
              onOpened={() => setOpened(count => count + 1)}
              {...{ commands, one, trans }}
            />
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
  readonly number: number | undefined;
  readonly onOpened: () => void;
  readonly one: ITouched;
  readonly trans: TranslationBundle;
}

function Place(props: IPlaceProps): JSX.Element {
  const { commands, number, onOpened, one, trans } = props;
  const [isMissing, setIsMissing] = React.useState(false);
  const words = placeWords(one, number, trans);
  const path = pathOf(one);
  const open = async (from: string) => {
    setIsMissing(!(await openPlace(commands, from, one.cell_id)));
    onOpened();
  };
  return (
    <li>
      {path === null ? (
        <code>{words}</code>
      ) : (
        <LabelButton name="place" title={path} act={() => void open(path)}>
          {words}
        </LabelButton>
      )}{' '}
      <span>{didWords(one.did, trans)}</span>
      <span role="status">
        {isMissing && trans.__('It could not be opened')}
      </span>
    </li>
  );
}

/**
 * Which cell of its notebook each is, from one on, by notebook and id, as far as that is known.
 *
 * @param isOpen - Whether anybody looks at it.
 * @param opened - How often a notebook was opened: it is known then.
 */
function useCellNumbers(
  touched: readonly ITouched[],
  edits: IEdits,
  isOpen: boolean,
  opened: number
): ReadonlyMap<string | undefined, ReadonlyMap<string, number>> {
  const [numbers, setNumbers] = React.useState<
    ReturnType<typeof useCellNumbers>
  >(new Map());

  React.useEffect(() => {
    let isShown = true;
    const cells = isOpen ? touched.filter(one => one.cell_id) : [];
    for (const notebook of new Set(cells.map(one => one.notebook))) {
      const show = (found: ReadonlyMap<string, number>) =>
        isShown && setNumbers(known => new Map(known).set(notebook, found));
      if (notebook !== undefined) {
        edits.cellNumbers(notebook).then(show, () => show(new Map()));
      }
    }
    return () => {
      isShown = false;
    };
  }, [edits, isOpen, opened, touched]);

  return numbers;
}

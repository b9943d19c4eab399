import { PromiseDelegate } from '@lumino/coreutils';

import type { IMaybeHeading } from '../../components/touched/headings';

/**
 * The widget of a notebook that is 500 pixels high, and notes which cells it was asked to scroll to,
 * and how often to lay out more of them. The test lays them out.
 */
export class FakeNotebook {
  constructor(ids: readonly string[]) {
    this.add(...ids);
  }

  readonly loaded = new PromiseDelegate<void>();

  /** Which cells it was asked to scroll to, from zero on. */
  readonly scrolledTo: number[] = [];

  /** How often it was asked to lay out more cells. */
  updates = 0;

  /** Whether it goes elsewhere each time. */
  isBusy = false;

  readonly context = { ready: this.loaded.promise };

  readonly content = {
    activeCellIndex: 0,
    outerNode: withRect(document.createElement('div'), 0, 500),
    widgets: [] as IFakeCell[],
    scrollToItem: async (index: number): Promise<void> => {
      this.scrolledTo.push(index);
      if (this.isBusy) {
        throw new Error('Scrolling to a new item is requested.');
      }
    },
    update: (): void => {
      this.updates++;
    }
  };

  /**
   * Add cells to its end.
   */
  add(...ids: readonly string[]): void {
    this.content.widgets.push(...ids.map(newCell));
  }

  /**
   * Have a heading before all its cells, which is collapsed.
   *
   * @param isHiding - Whether the cells below it are hidden already.
   */
  addHeading({ isHiding }: { isHiding: boolean }): IMaybeHeading {
    const heading = {
      ...newCell('heading'),
      headingInfo: { level: 1 },
      headingCollapsed: true
    };
    this.content.widgets.forEach(cell => {
      cell.isHidden = isHiding;
    });
    this.content.widgets.unshift(heading);
    return heading;
  }

  /**
   * Put a cell into the page.
   *
   * @param top - Where it begins, in pixels from the notebook's upper edge.
   */
  layOut(id: string, top: number): void {
    const cell = this.content.widgets.find(({ model }) => model.id === id)!;
    document.body.append(withRect(cell.node, top, 80));
  }
}

interface IFakeCell extends IMaybeHeading {
  isHidden: boolean;
  readonly model: { readonly id: string };
  readonly node: HTMLElement;
}

function newCell(id: string): IFakeCell {
  const node = document.createElement('div');
  return { isHidden: false, model: { id }, node };
}

function withRect(
  element: HTMLElement,
  top: number,
  height: number
): HTMLElement {
  // jsdom has no rectangles.
  const rect = { top, height, bottom: top + height } as DOMRect;
  element.getBoundingClientRect = () => rect;
  return element;
}

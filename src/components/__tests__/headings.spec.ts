import { expandHeadings, IMaybeHeading } from '../touched/headings';

const CELL: IMaybeHeading = {};
const TEXT: IMaybeHeading = { headingInfo: { level: -1 } };

describe('the headings under which a cell is', () => {
  let expanded: string[];

  beforeEach(() => {
    expanded = [];
  });

  it('are expanded from outside to inside, and no others', () => {
    const before = [
      heading('other chapter', 1),
      CELL,
      heading('chapter', 1),
      heading('other section', 2),
      heading('its paragraph', 3),
      CELL,
      heading('section', 2),
      TEXT
    ];
    expandHeadings(CELL, before);
    expect(expanded).toEqual(['chapter', 'section']);
  });

  it('are those above a heading, and not that itself or its like', () => {
    const before = [heading('chapter', 1), heading('one', 2)];
    expandHeadings(heading('two', 2), before);
    expect(expanded).toEqual(['chapter']);
  });

  it('are left alone where they are not collapsed', () => {
    expandHeadings(CELL, [heading('chapter', 1, false)]);
    expandHeadings(CELL, []);
    expect(expanded).toEqual([]);
  });

  function heading(name: string, level: number, isCollapsed = true) {
    return {
      headingInfo: { level },
      get headingCollapsed(): boolean {
        return isCollapsed;
      },
      set headingCollapsed(value: boolean) {
        expect(value).toBe(false);
        expanded.push(name);
      }
    };
  }
});

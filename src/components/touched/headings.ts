/**
 * A cell of a notebook's widget, as far as collapsed headings are concerned. Only one of Markdown
 * has a heading.
 */
export interface IMaybeHeading {
  /**
   * Of the highest heading in it: from 1 for the highest of all; less where it has none.
   */
  readonly headingInfo?: { readonly level: number };

  /**
   * Whether the cells below its heading are hidden.
   */
  headingCollapsed?: boolean;
}

/**
 * Expand the headings under which a cell is.
 *
 * @param before - All cells before it, from the top on.
 */
export function expandHeadings(
  cell: IMaybeHeading,
  before: readonly IMaybeHeading[]
): void {
  const above: IMaybeHeading[] = [];
  let level = levelOf(cell);
  for (const one of [...before].reverse()) {
    if (levelOf(one) < level) {
      level = levelOf(one);
      above.unshift(one);
    }
  }
  // From outside to inside: each shows what is below it, but not what is below another.
  for (const heading of above) {
    if (heading.headingCollapsed) {
      heading.headingCollapsed = false;
    }
  }
}

function levelOf({ headingInfo }: IMaybeHeading): number {
  const level = headingInfo?.level ?? 0;
  return level > 0 ? level : Infinity;
}

import type { Page } from '@playwright/test';
import type { AxeResults } from 'axe-core';

declare global {
  interface Window {
    readonly axe: { run(context: object): Promise<AxeResults> };
  }
}

/**
 * What axe finds wrong in the elements of ours that are on the page.
 */
export async function wrong(page: Page): Promise<readonly string[]> {
  await page.addScriptTag({ path: require.resolve('axe-core') });
  return page.evaluate(async () => {
    const ours = '[class*="jp-StopStream-"]';
    const { violations } = await window.axe.run({ include: [ours] });
    return violations.flatMap(({ id, nodes }) =>
      nodes
        .filter(({ html }) => html.includes('jp-StopStream-'))
        .map(({ html }) => `${id}: ${html}`)
    );
  });
}

import * as path from 'path';

const folder =
  process.env.UPDATE_DOCS === '1'
    ? path.join(__dirname, '..', 'docs', 'images')
    : path.join(__dirname, 'test-results', 'images');

/**
 * Both themes that JupyterLab comes with.
 */
export const THEMES = ['light', 'dark'] as const;

/**
 * Where the picture of something in a theme is kept.
 */
export function imageOf(name: string, theme: (typeof THEMES)[number]): string {
  return path.join(folder, `${name}-${theme}.png`);
}

import type { Locator } from '@playwright/test';

/**
 * The contrast of an element's colour to what is painted behind it, as WCAG defines it: 1 to 21.
 */
export function contrast(element: Locator): Promise<number> {
  return element.evaluate(node => {
    const paint = document.createElement('canvas').getContext('2d');
    if (!paint) {
      throw new Error('There is no canvas.');
    }
    const luminance = (): number => {
      const [red = 0, green = 0, blue = 0] = [
        ...paint.getImageData(0, 0, 1, 1).data
      ].map(value => {
        const part = value / 255;
        return part <= 0.04045
          ? part / 12.92
          : Math.pow((part + 0.055) / 1.055, 2.4);
      });
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const fill = (colour: string) => {
      paint.fillStyle = colour;
      paint.fillRect(0, 0, 1, 1);
    };
    fill('white');
    const behind: string[] = [];
    for (let at: Element | null = node; at; at = at.parentElement) {
      behind.unshift(getComputedStyle(at).backgroundColor);
    }
    behind.forEach(fill);
    const ground = luminance();
    fill(getComputedStyle(node).color);
    const figure = luminance();
    return (
      (Math.max(ground, figure) + 0.05) / (Math.min(ground, figure) + 0.05)
    );
  });
}

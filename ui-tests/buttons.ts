import type { Locator } from '@playwright/test';

/**
 * The buttons of a toolbar that a person sees, in order: what each is called, whether it can be
 * pressed, and where it stands.
 */
export function buttonsOf(toolbar: Locator): Promise<readonly string[]> {
  return toolbar.evaluate(element => {
    const origin = element.getBoundingClientRect();
    return Array.from(element.querySelectorAll('button'))
      .filter(button => button.checkVisibility({ visibilityProperty: true }))
      .map(button => {
        const { x, y, width, height } = button.getBoundingClientRect();
        const place = [x - origin.x, y - origin.y, width, height];
        const name = button.title || button.ariaLabel || button.textContent;
        const state = button.disabled ? 'disabled' : 'enabled';
        return `${name}: ${state}, ${place.map(Math.round).join(' ')}`;
      });
  });
}

import type { IMark } from '../protocol';
import type { IPageSource } from './tokens';

/**
 * Whether an answer's prompt can be asked again: its mark does not deny it, or this page knows how.
 */
export function canRegenerate(
  mark: IMark,
  page: Pick<IPageSource, 'canRegenerate'>
): boolean {
  return mark.can_regenerate !== false || page.canRegenerate(mark.prompt_id);
}

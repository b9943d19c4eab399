/**
 * What went wrong, for a person.
 */
export function why(reason: unknown): string {
  return reason instanceof Error ? reason.message : String(reason);
}

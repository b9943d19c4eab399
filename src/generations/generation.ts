import type { IGenerationRecord } from '../protocol';

/**
 * One persona answering one prompt, as any source tells of it: the server, or a model that runs in
 * this page. It is what the server tells, without what only a server knows. What a source cannot do
 * is not offered.
 */
export interface IGeneration extends Omit<IGenerationRecord, 'closed'> {
  /**
   * False where a second press on Stop can do nothing more than the first.
   */
  readonly can_force?: boolean;
}

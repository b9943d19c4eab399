import { Preferences } from '../../generations';
import * as late from '../../plugins/late';
import { IServices, LateServices } from '../../plugins/services';
import { FakeActions } from './actions';
import { FakeOpenChats } from './open-chats';

/**
 * Services that are loaded when they are asked for, of which a test gives what it looks at.
 */
export function servicesOf(
  services: Partial<Omit<IServices, 'late'>>
): LateServices {
  const actions = services.actions ?? new FakeActions();
  return new LateServices(async () => ({
    actions,
    generations: services.generations ?? actions.generations,
    chats: services.chats ?? new FakeOpenChats(),
    preferences: services.preferences ?? new Preferences(),
    addPage:
      services.addPage ??
      (() => {
        throw new Error('No model runs in this page.');
      }),
    late
  }));
}

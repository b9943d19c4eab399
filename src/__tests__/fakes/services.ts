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
  return new LateServices(async () => ({
    actions: services.actions ?? new FakeActions(),
    chats: services.chats ?? new FakeOpenChats(),
    late
  }));
}

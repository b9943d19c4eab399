import { Preferences } from '../../generations';
import * as late from '../../plugins/late';
import { Lazy } from '../../plugins/lazy';
import type { ILateServices, IServices } from '../../plugins/services';
import * as withAnswers from '../../plugins/with-answers';
import { FakeActions } from './actions';
import { FakeOpenChats } from './open-chats';
import { stopAndSendOf } from './stop-and-send';

/**
 * Services that are loaded when they are asked for, of which a test gives what it looks at.
 */
export function servicesOf(
  services: Partial<Omit<IServices, 'late' | 'withAnswers'>>
): ILateServices {
  const actions = services.actions ?? new FakeActions();
  return new Lazy(async () => ({
    actions,
    generations: services.generations ?? actions.generations,
    chats: services.chats ?? new FakeOpenChats(),
    preferences: services.preferences ?? new Preferences(),
    addPage:
      services.addPage ??
      (() => {
        throw new Error('No model runs in this page.');
      }),
    late,
    withAnswers: new Lazy(async () => ({
      ...withAnswers,
      stopAndSend: stopAndSendOf(actions)
    }))
  }));
}

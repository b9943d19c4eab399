import { nullTranslator } from '@jupyterlab/translation';

import type { IStopActions } from '../../generations';
import { StopAndSend } from '../../generations/stop-and-send';
import { FakeNotices } from './notices';

/**
 * The real one, which stops by actions that are recorded. What is told and what is submitted is
 * looked at by a test that gives it.
 */
export function stopAndSendOf(
  actions: IStopActions,
  options: Partial<StopAndSend.IOptions> = {}
): StopAndSend {
  return new StopAndSend({
    actions,
    keys: () => ['Ctrl Enter'],
    notices: new FakeNotices(),
    submit: () => Promise.resolve(),
    trans: nullTranslator.load(''),
    ...options
  });
}

import type { JupyterFrontEnd } from '@jupyterlab/application';
import { Notification } from '@jupyterlab/apputils';

import { FakeGenerations } from '../../__tests__/fakes/generations';
import { servicesOf } from '../../__tests__/fakes/services';
import { SETTINGS } from '../../__tests__/fakes/web-socket';
import { runningPlugin } from '../running';

const APP = {
  serviceManager: { serverSettings: SETTINGS }
} as unknown as JupyterFrontEnd;

describe('a page that is older than its server', () => {
  it('says so once, and offers to be loaded again', async () => {
    const generations = new FakeGenerations();
    const services = servicesOf({ generations });
    void runningPlugin.activate(APP, services, null, null);
    await services.load();
    generations.outdated.emit();
    const [notice] = Notification.manager.notifications;
    expect(Notification.manager.count).toBe(1);
    expect(notice?.type).toBe('warning');
    expect(notice?.message).toBe(
      'The server was upgraded. This page speaks to it in an older way.'
    );
    expect(notice?.options.actions?.map(({ label }) => label)).toEqual([
      'Reload the Page'
    ]);
    Notification.dismiss();
  });
});

import type { JupyterFrontEnd } from '@jupyterlab/application';
import { Notification } from '@jupyterlab/apputils';
import type { ISettingRegistry } from '@jupyterlab/settingregistry';

import { FakeGenerations, record } from '../../__tests__/fakes/generations';
import { servicesOf } from '../../__tests__/fakes/services';
import { FakeWebSocket, SETTINGS } from '../../__tests__/fakes/web-socket';
import { Lazy } from '../lazy';
import { IServices, servicesPlugin } from '../services';

describe('the services', () => {
  let services: IServices;

  beforeEach(async () => {
    services = await servicesOf({}).load();
  });

  it('are not loaded before somebody asks for them', () => {
    const load = jest.fn(async () => services);
    const late = new Lazy(load);
    expect(load).not.toHaveBeenCalled();
    expect(late.current).toBeNull();
  });

  it('are loaded once, and everybody is told', async () => {
    const load = jest.fn(async () => services);
    const late = new Lazy(load);
    const told = late.loaded;
    await expect(Promise.all([late.load(), late.load()])).resolves.toEqual([
      services,
      services
    ]);
    await expect(told).resolves.toBe(services);
    expect(late.current).toBe(services);
    expect(load).toHaveBeenCalledTimes(1);
  });

  it('are loaded when they are asked for again after that had failed', async () => {
    let isDown = true;
    const late = new Lazy(async () => {
      if (isDown) {
        throw new Error('The server cannot be reached.');
      }
      return services;
    });
    await expect(late.load()).rejects.toThrow('cannot be reached');
    expect(late.current).toBeNull();
    isDown = false;
    await expect(late.load()).resolves.toBe(services);
    await expect(late.loaded).resolves.toBe(services);
  });

  describe('as the plugin provides them', () => {
    const ASKED: string[] = [];
    const APP = {
      commands: {},
      serviceManager: { serverSettings: SETTINGS },
      shell: { currentWidget: null }
    } as unknown as JupyterFrontEnd;
    const registry = {
      load: async (id: string) => {
        ASKED.push(id);
        throw new Error('It has none.');
      }
    } as unknown as ISettingRegistry;

    it('open no websocket and read no settings before a chat', async () => {
      const provided = await servicesPlugin.activate(APP, registry, null);
      expect(provided.current).toBeNull();
      expect(FakeWebSocket.made).toEqual([]);
      expect(ASKED).toEqual([]);
    });

    it('have the settings by the name of their file', async () => {
      const warn = jest.spyOn(console, 'warn').mockImplementation();
      const provided = await servicesPlugin.activate(APP, registry, null);
      const { chats, preferences } = await provided.load();
      expect(ASKED).toEqual(['jupyter-stop-stream:settings']);
      expect(preferences.values.isEscapeStop).toBe(true);
      expect(chats.current).toBeNull();
      warn.mockRestore();
    });

    it('load what is there for answers with the first answer', async () => {
      const provided = await servicesPlugin.activate(APP, null, null);
      const { addPage, withAnswers } = await provided.load();
      const page = addPage(() => new FakeGenerations());
      expect(withAnswers.current).toBeNull();
      page.store.apply(record());
      await expect(withAnswers.loaded).resolves.toHaveProperty('Label');
    });

    it('say once that they could not be loaded, however often that is tried', async () => {
      const error = jest.spyOn(console, 'error').mockImplementation();
      const broken = { ...APP, serviceManager: null } as never;
      const provided = await servicesPlugin.activate(broken, null, null);
      await expect(provided.load()).rejects.toThrow();
      await expect(provided.load()).rejects.toThrow();
      expect(error).toHaveBeenCalledTimes(1);
      expect(Notification.manager.count).toBe(1);
      Notification.dismiss();
      error.mockRestore();
    });
  });
});

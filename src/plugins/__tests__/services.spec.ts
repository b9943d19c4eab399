import { FakeActions } from '../../__tests__/fakes/actions';
import { FakeOpenChats } from '../../__tests__/fakes/open-chats';
import * as late from '../late';
import { LateServices } from '../services';

describe('the services', () => {
  const actions = new FakeActions();
  const services = { actions, chats: new FakeOpenChats(), late };

  it('are not loaded before somebody asks for them', () => {
    const load = jest.fn(async () => services);
    const late = new LateServices(load);
    expect(load).not.toHaveBeenCalled();
    expect(late.current).toBeNull();
  });

  it('are loaded once, and everybody is told', async () => {
    const load = jest.fn(async () => services);
    const late = new LateServices(load);
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
    const late = new LateServices(async () => {
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
});

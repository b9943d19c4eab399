import { IInputToolbarRegistry, InputToolbarRegistry } from '@jupyter/chat';
import type { JupyterFrontEnd } from '@jupyterlab/application';
import * as React from 'react';

import { servicesOf } from '../../__tests__/fakes/services';
import { toolbarPlugin } from '../toolbar';

const APP = {} as JupyterFrontEnd;
const ITEM = 'jupyter-stop-stream:send-or-stop';
const Nothing = () => <></>;

describe('the toolbar', () => {
  it('has one item in the place of Send, and no other Stop', () => {
    const registry = equip(toolbar());
    expect(names(registry)).toEqual(['attach', ITEM]);
    expect(registry.get(ITEM)?.position).toBe(registry.get('send')?.position);
  });

  it('hides a Stop that is added or shown later', () => {
    const registry = equip(toolbar());
    registry.addItem('stop', { element: Nothing, position: 7 });
    expect(names(registry)).toEqual(['attach', ITEM]);
    registry.show('stop');
    registry.show('send');
    expect(names(registry)).toEqual(['attach', ITEM]);
  });

  it('hides the Stop that another extension has put there', () => {
    const registry = toolbar();
    registry.addItem('stop', { element: Nothing, position: 7 });
    expect(names(equip(registry))).toEqual(['attach', ITEM]);
  });

  it('is left alone where there is no Send', () => {
    const registry = new InputToolbarRegistry();
    registry.addItem('attach', { element: Nothing, position: 20 });
    expect(names(equip(registry))).toEqual(['attach']);
  });

  it.each([
    ['in the widget of a panel', (open: object) => ({ widget: open })],
    ['in the content of a panel', (open: object) => ({ content: open })],
    ['in a widget of its own', (open: object) => open]
  ])('is equipped where a chat is open %s', (_, panelOf) => {
    const open = toolbar();
    const panel = panelOf({ inputToolbarRegistry: open });
    const tracker = {
      forEach: (visit: (panel: object) => void) => visit(panel)
    };
    const factory = { create: toolbar };
    void toolbarPlugin.activate(APP, factory, servicesOf({}), tracker, null);
    expect(names(open)).toEqual(['attach', ITEM]);
  });

  it('is equipped in chats that are open already, once', () => {
    const open = toolbar();
    const factory = { create: () => open };
    const panels = [{ widget: { inputToolbarRegistry: open } }, {}];
    const tracker = {
      forEach: (visit: (panel: object) => void) => panels.forEach(visit)
    };
    void toolbarPlugin.activate(APP, factory, servicesOf({}), tracker, null);
    const warn = jest.spyOn(console, 'warn').mockImplementation();
    expect(names(open)).toEqual(['attach', ITEM]);
    expect(names(factory.create())).toEqual(['attach', ITEM]);
    expect(warn).not.toHaveBeenCalled();
    warn.mockRestore();
  });

  function toolbar(): InputToolbarRegistry {
    const registry = new InputToolbarRegistry();
    registry.addItem('send', { element: Nothing, position: 100 });
    registry.addItem('attach', { element: Nothing, position: 20 });
    return registry;
  }

  function equip(registry: InputToolbarRegistry): IInputToolbarRegistry {
    const factory = { create: () => registry as IInputToolbarRegistry };
    void toolbarPlugin.activate(APP, factory, servicesOf({}), null, null);
    return factory.create();
  }

  function names(registry: IInputToolbarRegistry): string[] {
    const known = ['send', 'stop', 'attach', ITEM];
    const items = registry.getItems();
    return items.map(
      item => known.find(name => registry.get(name) === item) ?? '?'
    );
  }
});

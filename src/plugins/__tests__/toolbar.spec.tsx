import { IInputToolbarRegistry, InputToolbarRegistry } from '@jupyter/chat';
import type { JupyterFrontEnd } from '@jupyterlab/application';
import { act, render, screen } from '@testing-library/react';
import * as React from 'react';

import { FakeActions } from '../../__tests__/fakes/actions';
import { FakeChatModel } from '../../__tests__/fakes/chat-model';
import { record } from '../../__tests__/fakes/generations';
import { servicesOf } from '../../__tests__/fakes/services';
import { Lazy } from '../lazy';
import type { ILateServices } from '../services';
import { toolbarPlugin } from '../toolbar';

const APP = {} as JupyterFrontEnd;
const ITEM = 'jupyter-stop-stream:send-or-stop';
const THEIRS = 'Stop of others';
const SEND = 'Send';
const Send = () => <button>{SEND}</button>;
const Stop = () => <button>{THEIRS}</button>;

describe('the toolbar of a chat', () => {
  let actions: FakeActions;
  let model: FakeChatModel;

  beforeEach(() => {
    actions = new FakeActions();
    model = new FakeChatModel();
    actions.generations.unknown.add('chat-1');
  });

  afterEach(() => act(() => model.dispose()));

  it('is as others made it until its chat is known', async () => {
    const registry = toolbar();
    await show(registry);
    act(() => actions.generations.store.apply(record()));
    expect(buttons()).toEqual(['Send']);
    act(() => registry.show('stop'));
    expect(buttons()).toEqual([THEIRS, 'Send']);
  });

  it('has ours in place of theirs once its chat is known', async () => {
    const registry = toolbar();
    await show(registry);
    act(() => registry.show('stop'));
    act(() => actions.generations.know('chat-1'));
    expect(buttons()).toEqual(['Send']);
    act(() => actions.generations.store.apply(record()));
    expect(stops()).toHaveLength(1);
    act(() => registry.show('stop'));
    expect(screen.queryByText(THEIRS)).toBeNull();
  });

  it('never has two Sends, nor none, while ours comes and goes', async () => {
    const registry = toolbar();
    await show(registry);
    const seen: number[] = [];
    const look = () => seen.push(screen.queryAllByText('Send').length);
    const observer = new MutationObserver(look);
    observer.observe(document.body, { childList: true, subtree: true });
    for (const isKnown of [true, false, true]) {
      await act(async () => actions.generations.know('chat-1', isKnown));
      look();
    }
    observer.disconnect();
    expect(new Set(seen)).toEqual(new Set([1]));
  });

  it('gives back what was there when its chat is not known any more', async () => {
    const registry = toolbar();
    await show(registry);
    act(() => actions.generations.know('chat-1'));
    act(() => registry.show('stop'));
    act(() => actions.generations.know('chat-1', false));
    expect(buttons()).toEqual([THEIRS, 'Send']);
  });

  it('has ours in another view of a chat that is known, once that has its id', async () => {
    actions.generations.store.apply(record());
    await show(toolbar());
    actions.generations.unknown.delete('chat-1');
    expect(stops()).toHaveLength(0);
    act(() => actions.changed.emit('chat-1'));
    expect(stops()).toHaveLength(1);
  });

  it('has ours at once where its chat is known already', async () => {
    actions.generations.know('chat-1');
    const services = servicesOf({ actions });
    await services.load();
    const registry = equip(toolbar(), services);
    draw(registry);
    expect(names(registry)).toEqual(['attach', ITEM]);
  });

  it('asks for its chat to be watched, by which alone it becomes known', async () => {
    await show(toolbar());
    expect(actions.done).toContainEqual(['watch', 'chat-1']);
  });

  it('has what answers need loaded when a person writes', async () => {
    const services = servicesOf({ actions });
    await show(toolbar(), services);
    act(() => actions.generations.know('chat-1'));
    const { withAnswers } = await services.load();
    await act(async () => undefined);
    expect(withAnswers.current).toBeNull();
    model.input.value = 'H';
    await act(async () => undefined);
    expect(withAnswers.current).toHaveProperty('Keys');
  });

  it('has it loaded as soon as its chat is known where a person wrote before', async () => {
    const services = servicesOf({ actions });
    await show(toolbar(), services);
    const { withAnswers } = await services.load();
    model.input.value = 'H';
    await act(async () => undefined);
    expect(withAnswers.current).toBeNull();
    await act(async () => actions.generations.know('chat-1'));
    expect(withAnswers.current).toHaveProperty('Keys');
  });

  it('stays as it is where nothing could be loaded', async () => {
    const services = new Lazy(async () => {
      throw new Error('The server cannot be reached.');
    });
    await show(toolbar(), services);
    expect(buttons()).toEqual(['Send']);
  });

  it('is let go with what is drawn of it', async () => {
    const drawn = await show(toolbar());
    const disconnect = jest.spyOn(actions.generations.changed, 'disconnect');
    drawn.unmount();
    expect(disconnect.mock.results.some(({ value }) => value)).toBe(true);
  });

  it('is left alone where there is no Send', () => {
    const registry = new InputToolbarRegistry();
    registry.addItem('attach', { element: Stop, position: 20 });
    expect(names(equip(registry))).toEqual(['attach']);
  });

  it('has our item where Send is', () => {
    const registry = equip(toolbar());
    expect(names(registry)).toEqual(['attach', 'send', ITEM]);
    expect(registry.get(ITEM)?.position).toBe(registry.get('send')?.position);
  });

  it.each([
    ['in the widget of a panel', (open: object) => ({ widget: open })],
    ['in the content of a panel', (open: object) => ({ content: open })],
    ['in a widget of its own', (open: object) => open]
  ])('is equipped where a chat is open %s', (_, panelOf) => {
    const open = toolbar();
    activate({ create: toolbar }, [panelOf({ inputToolbarRegistry: open })]);
    expect(names(open)).toContain(ITEM);
  });

  it('is equipped in chats that are open already, once', () => {
    const open = toolbar();
    const warn = jest.spyOn(console, 'warn').mockImplementation();
    const factory = { create: () => open };
    activate(factory, [{ widget: { inputToolbarRegistry: open } }, {}]);
    expect(names(factory.create())).toEqual(['attach', 'send', ITEM]);
    expect(warn).not.toHaveBeenCalled();
    warn.mockRestore();
  });

  function toolbar(): InputToolbarRegistry {
    const registry = new InputToolbarRegistry();
    registry.addItem('send', { element: Send, position: 100 });
    registry.addItem('stop', { element: Stop, position: 50, hidden: true });
    registry.addItem('attach', { element: () => <></>, position: 20 });
    return registry;
  }

  function activate(
    factory: { create: () => IInputToolbarRegistry },
    panels: readonly object[] = [],
    services: ILateServices = servicesOf({ actions })
  ): void {
    const forEach = (visit: (panel: object) => void) => panels.forEach(visit);
    void toolbarPlugin.activate(APP, factory, services, { forEach }, null);
  }

  function equip(
    registry: InputToolbarRegistry,
    services?: ILateServices
  ): IInputToolbarRegistry {
    const factory = { create: () => registry as IInputToolbarRegistry };
    activate(factory, [], services);
    return factory.create();
  }

  /**
   * As a chat's input draws it.
   */
  function Toolbar(props: { registry: IInputToolbarRegistry }): JSX.Element {
    const { registry } = props;
    const [items, setItems] = React.useState(registry.getItems());
    React.useEffect(() => {
      const update = () => setItems(registry.getItems());
      registry.itemsChanged.connect(update);
      update();
      return () => void registry.itemsChanged.disconnect(update);
    }, [registry]);
    return (
      <>
        {items.map(({ element: Item }, index) => (
          <Item
            key={index}
            chatModel={model.asModel}
            model={model.input.asModel}
          />
        ))}
      </>
    );
  }

  function draw(registry: IInputToolbarRegistry) {
    return render(<Toolbar registry={registry} />);
  }

  async function show(
    registry: InputToolbarRegistry,
    services?: ILateServices
  ) {
    const drawn = draw(equip(registry, services));
    // What it needs is loaded, and then shown.
    await act(async () => undefined);
    return drawn;
  }

  function buttons(): (string | null)[] {
    return screen.queryAllByRole('button').map(one => one.textContent);
  }

  function stops(): NodeListOf<Element> {
    return document.querySelectorAll('.jp-StopStream-stop');
  }

  function names(registry: IInputToolbarRegistry): string[] {
    const known = ['send', 'stop', 'attach', ITEM];
    return registry
      .getItems()
      .map(item => known.find(name => registry.get(name) === item) ?? '?');
  }
});

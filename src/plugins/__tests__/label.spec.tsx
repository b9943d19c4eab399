import {
  ChatReactContext,
  InputToolbarRegistry,
  MessagePreambleRegistry
} from '@jupyter/chat';
import type { Chat, IMessage } from '@jupyter/chat';
import type { JupyterFrontEnd } from '@jupyterlab/application';
import { act, render, screen } from '@testing-library/react';
import * as React from 'react';

import { FakeActions } from '../../__tests__/fakes/actions';
import { FakeChatModel } from '../../__tests__/fakes/chat-model';
import { record } from '../../__tests__/fakes/generations';
import { servicesOf } from '../../__tests__/fakes/services';
import { labelPlugin } from '../label';

const APP = {} as JupyterFrontEnd;
const STOPPED = {
  stop_stream: {
    generation_id: 'generation-1',
    prompt_id: 'prompt-1',
    status: 'interrupted'
  }
};

describe('a message of a chat', () => {
  let model: FakeChatModel;

  beforeEach(() => {
    model = new FakeChatModel();
  });

  afterEach(() => model.dispose());

  it('has its label below its body and its footers', async () => {
    await show(model.add({ id: 'reply-1', metadata: { ...STOPPED } }));
    const label = screen.getByText('Stopped early');
    const { DOCUMENT_POSITION_FOLLOWING: follows } = Node;
    for (const name of ['body', 'footer']) {
      const before = screen.getByTestId(name);
      expect(before.compareDocumentPosition(label) & follows).toBe(follows);
    }
  });

  it.each([
    ['has no mark', undefined, 0],
    ['was written to its end', 'complete', 0],
    ['is being written, and runs nothing', 'streaming', 1]
  ])('that %s gets no element', async (_, status, times) => {
    const services = servicesOf({});
    const load = jest.spyOn(services, 'load');
    const metadata = status && {
      stop_stream: { ...STOPPED.stop_stream, status }
    };
    const reply = model.add({ id: 'reply-1', ...(metadata && { metadata }) });
    const box = await show(reply, services);
    expect(box.children).toHaveLength(2);
    // What is there for others is loaded for these only.
    expect(load).toHaveBeenCalledTimes(times);
  });

  it('that waits for its turn says so for as long as it does', async () => {
    const actions = new FakeActions();
    const services = servicesOf({ actions });
    const queued = record({ state: 'queued', place: 2 });
    const sender = { username: 'me' };
    const box = await show(model.add({ id: 'prompt-1', sender }), services);
    expect(box.children).toHaveLength(2);
    await act(async () => {
      await (await services.load()).withAnswers.load();
      actions.generations.store.apply(queued);
    });
    expect(box.textContent).toContain('Waiting for Persona (2nd)');
    act(() =>
      actions.generations.store.apply({
        ...queued,
        state: 'running',
        revision: 2
      })
    );
    expect(box.textContent).toBe('');
  });

  it('takes its label along when it goes', async () => {
    const box = await show(
      model.add({ id: 'reply-1', metadata: { ...STOPPED } })
    );
    expect(box.textContent).toContain('Stopped early');
    act(() => rendered.rerender(<div data-testid="box" />));
    expect(screen.queryByText('Stopped early')).toBeNull();
    expect(box.children).toHaveLength(1);
    expect(box.innerHTML).toBe('<div class="jp-StopStream-below"></div>');
  });

  it.each([
    ['is given a place in a chat whose maker gave it none', false],
    ['stays in the place that its chat has', true]
  ])('%s', (_, hasPlace) => {
    const factory = { create: () => new InputToolbarRegistry() };
    void labelPlugin.activate(APP, servicesOf({}), null, factory, null);
    const [item] = factory.create().getItems();
    const theirs = new MessagePreambleRegistry();
    const context = {
      model: model.asModel,
      ...(hasPlace && { messagePreambleRegistry: theirs })
    } as Chat.IChatProps;
    render(
      <ChatReactContext.Provider value={context}>
        {item && (
          <item.element {...({} as InputToolbarRegistry.IToolbarItemProps)} />
        )}
      </ChatReactContext.Provider>
    );
    const { messagePreambleRegistry: place } = context;
    expect(place === theirs).toBe(hasPlace);
    expect(place?.getComponents()).toHaveLength(hasPlace ? 0 : 1);
  });

  let rendered: ReturnType<typeof render>;

  /**
   * As jupyter-chat shows a message: what stands above the body, the body, the footers.
   */
  async function show(
    message: IMessage,
    services = servicesOf({})
  ): Promise<HTMLElement> {
    const registry = new MessagePreambleRegistry();
    void labelPlugin.activate(APP, services, registry, null, null);
    const [Above] = registry.getComponents();
    await act(async () => {
      rendered = render(
        <div data-testid="box">
          {Above && <Above model={model.asModel} message={message} />}
          <p data-testid="body" />
          <p data-testid="footer" />
        </div>
      );
    });
    return screen.getByTestId('box');
  }
});

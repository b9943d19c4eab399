import {
  IMessageContent,
  InputModel,
  InputToolbarRegistry,
  MessageFooterRegistry,
  MessageFooterSectionProps
} from '@jupyter/chat';
import type { JupyterFrontEnd } from '@jupyterlab/application';
import { Notification } from '@jupyterlab/apputils';
import { act, fireEvent, render, screen } from '@testing-library/react';
import * as React from 'react';

import { FakeChatModel } from '../../__tests__/fakes/chat-model';
import { record } from '../../__tests__/fakes/generations';
import { servicesOf } from '../../__tests__/fakes/services';
import { FakeRestServer } from '../../__tests__/fakes/rest-server';
import { FakeWebSocket } from '../../__tests__/fakes/web-socket';
import type { RemoteGenerations } from '../../connection';
import type { IStopActions } from '../../generations';
import { checksum, IGenerationRecord, ServerFrame } from '../../protocol';
import { actionsPlugin } from '../actions';
import { generationsPlugin } from '../generations';
import { labelPlugin } from '../label';
import { toolbarPlugin } from '../toolbar';

const SERVER = new FakeRestServer();

const APP = {
  serviceManager: { serverSettings: SERVER.settings }
} as unknown as JupyterFrontEnd;

const mark = (status: string, rest: object = {}) =>
  ({
    metadata: {
      stop_stream: {
        generation_id: 'generation-1',
        prompt_id: 'prompt-1',
        status,
        ...rest
      }
    }
  }) as Partial<IMessageContent>;

/**
 * All plugins, as JupyterLab wires them, between the chat's own toolbar, footer and input and a
 * server that the test plays.
 */
describe('Stop, from the press to the label', () => {
  let generations: RemoteGenerations;
  let actions: IStopActions;
  let model: FakeChatModel;
  let input: InputModel;
  let sentByInput: string[];

  beforeEach(async () => {
    jest.useFakeTimers();
    FakeWebSocket.made = [];
    SERVER.isDown = false;
    generations = (await generationsPlugin.activate(APP)) as RemoteGenerations;
    actions = await actionsPlugin.activate(APP, generations, null, null);
    model = new FakeChatModel();
    model.rendered.resolve();
    sentByInput = [];
    input = new InputModel({ onSend: body => sentByInput.push(body) });
    await show();
    await act(async () => FakeWebSocket.latest.accept());
    tell({ generations: [record()] });
  });

  afterEach(async () => {
    act(() => model.dispose());
    generations.dispose();
    await act(() => jest.advanceTimersByTimeAsync(0));
    Notification.dismiss();
    jest.useRealTimers();
  });

  it('begins with a page that follows the chat and offers Stop', () => {
    expect(sent()).toEqual([{ type: 'subscribe', chat_id: 'chat-1' }]);
    expect(button('Stop the answer')).toBeTruthy();
    expect(document.querySelectorAll('.jp-StopStream-stop')).toHaveLength(1);
  });

  it('freezes the text, and says how much of it was seen', async () => {
    await write('Once 👩‍🚀');
    const reply = model.messages[0];
    reply?.update({ body: 'Once 👩‍🚀 upon a time' });
    press('Stop the answer');
    expect(sent().slice(1)).toEqual([
      {
        type: 'stop',
        request_id: expect.any(String),
        chat_id: 'chat-1',
        seen: [
          {
            message_id: 'reply-1',
            length: 'Once 👩‍🚀'.length,
            checksum: checksum('Once 👩‍🚀')
          }
        ]
      }
    ]);
    await write('Once 👩‍🚀 upon a time there was');
    expect(reply?.body).toBe('Once 👩‍🚀');
    expect(button('Stopping… Press again to force it')).toBeTruthy();
  });

  it('ends with what was seen, the label and Send', async () => {
    await write('Once');
    press('Stop the answer');
    await answer({ status: 'accepted', generation_ids: ['generation-1'] });
    tellOne({ state: 'stopping', revision: 2 });
    expect(button('Stopping… Press again to force it')).toBeTruthy();
    await write('Once upon');
    await end('interrupted', { unseen: ' upon a time' }, 'Once');
    expect(model.messages[0]?.body).toBe('Once');
    expect(screen.getByText('Stopped early')).toBeTruthy();
    expect(screen.queryByLabelText(/^Stop/)).toBeNull();
    expect(Notification.manager.count).toBe(0);

    fireEvent.click(screen.getByText('Show the rest'));
    expect(model.messages[0]?.body).toBe('Once upon a time');
    fireEvent.click(screen.getByText('Hide it again'));
    expect(model.messages[0]?.body).toBe('Once');
  });

  it('is not said of an answer that was complete before it', async () => {
    await write('Once');
    press('Stop the answer');
    await answer({ status: 'accepted', generation_ids: [] });
    await end('complete', {}, 'Once upon a time.');
    expect(model.messages[0]?.body).toBe('Once upon a time.');
    expect(screen.queryByText('Stopped early')).toBeNull();
    expect(screen.queryByLabelText(/^Stop/)).toBeNull();
  });

  it('shows the text again when it is refused, says why, and can be pressed again', async () => {
    await write('Once');
    press('Stop the answer');
    await write('Once upon');
    await answer({
      status: 'refused',
      generation_ids: [],
      error: { code: 'not_allowed', text: 'You may not.' }
    });
    expect(model.messages[0]?.body).toBe('Once upon');
    expect(told()).toEqual([
      'The answer was not stopped. Somebody else has asked for what is being written.'
    ]);
    await write('Once upon a');
    expect(model.messages[0]?.body).toBe('Once upon a');
    press('Stop the answer');
    await write('Once upon a time');
    expect(model.messages[0]?.body).toBe('Once upon a');
    expect(stops()).toHaveLength(2);
    expect(stops()[0]?.request_id).not.toBe(stops()[1]?.request_id);
  });

  it('freezes at once without a connection, says so at once, and is sent when there is one', async () => {
    await write('Once');
    const before = FakeWebSocket.latest;
    SERVER.isDown = true;
    act(() => before.drop());
    await act(() => jest.advanceTimersByTimeAsync(0));
    press('Stop the answer');
    expect(note()).toContain('The server cannot be reached.');
    await write('Once upon');
    expect(model.messages[0]?.body).toBe('Once');
    expect(before.sent).toHaveLength(1);
    await act(() => jest.advanceTimersByTimeAsync(11000));
    await act(async () => FakeWebSocket.latest.accept());
    expect(sent().map(frame => frame.type)).toEqual(['subscribe', 'stop']);
    expect(button('Stopping… Press again to force it')).toBeTruthy();
    expect(note()).toBe('');
    expect(told()).toEqual([]);
  });

  it('is sent once, however often it is pressed before it is answered', async () => {
    await write('Once');
    press('Stop the answer');
    press('Stopping… Press again to force it');
    press('Stopping… Press again to force it');
    expect(stops()).toHaveLength(1);
  });

  it('forces with the second press, and offers to reload with the third', async () => {
    await write('Once');
    press('Stop the answer');
    tellOne({ state: 'stopping', revision: 2 });
    await answer({ status: 'accepted', generation_ids: ['generation-1'] });
    press('Stopping… Press again to force it');
    expect(stops()[1]).toMatchObject({ generation_ids: ['generation-1'] });
    await answer({ status: 'accepted', generation_ids: ['generation-1'] });
    expect(told()).toEqual([]);
    press('Stopping… Press again to force it');
    expect(stops()).toHaveLength(2);
    const [offer] = Notification.manager.notifications;
    expect(offer?.type).toBe('warning');
    expect(offer?.message).toBe('The answer does not end. Reload the persona?');
    const [action] = offer?.options.actions ?? [];
    expect(action?.label).toBe('Reload');
    action?.callback(new MouseEvent('click'));
    expect(sent()[sent().length - 1]).toMatchObject({
      type: 'reload',
      chat_id: 'chat-1'
    });
  });

  it('asks for what waits as well, and shows nothing of it', async () => {
    tellOne({ generation_id: 'generation-2', state: 'queued', started_at: 60 });
    press('Stop my 2 answers');
    expect(stops()).toEqual([
      expect.not.objectContaining({ generation_ids: expect.anything() })
    ]);
    act(() => void model.add({ id: 'late', body: 'Too late', time: 61 }));
    expect(model.messages[0]?.deleted).toBe(true);
  });

  it('leaves a draft, which can be sent', async () => {
    act(() => {
      input.value = 'a draft';
    });
    press('Stop the answer');
    expect(input.value).toBe('a draft');
    fireEvent.click(button('Send message (ENTER)'));
    await act(() => jest.advanceTimersByTimeAsync(0));
    expect(sentByInput).toEqual(['a draft']);
  });

  it('lets the prompt be asked again, and says where that failed', async () => {
    await write('Once');
    press('Stop the answer');
    await end('interrupted', {}, 'Once');
    fireEvent.click(screen.getByText('Regenerate'));
    const asked = sent()[sent().length - 1];
    expect(asked).toMatchObject({
      type: 'regenerate',
      chat_id: 'chat-1',
      prompt_id: 'prompt-1'
    });
    await act(async () =>
      FakeWebSocket.latest.say({
        type: 'error',
        code: 'unknown_prompt',
        text: 'It was deleted.',
        request_id: String(asked?.request_id)
      })
    );
    expect(told()).toEqual([
      'The prompt was not asked again. The prompt is not in the chat any more, or nobody answers it.'
    ]);
  });

  it('is no more once the chat is closed', () => {
    act(() => model.dispose());
    expect(sent()[1]).toEqual({ type: 'unsubscribe', chat_id: 'chat-1' });
  });

  /**
   * The chat as it stands in a page.
   */
  async function show(): Promise<void> {
    const factory = { create: InputToolbarRegistry.defaultToolbarRegistry };
    const footers = new MessageFooterRegistry();
    const services = servicesOf({ actions });
    void toolbarPlugin.activate(APP, factory, services, null, null);
    void labelPlugin.activate(APP, footers, services, null);
    const toolbar = factory.create();
    const Footer = footers.getFooter().left
      ?.component as React.FC<MessageFooterSectionProps>;

    function Page(): JSX.Element {
      const [, look] = React.useReducer((count: number) => count + 1, 0);
      React.useEffect(() => {
        model.messagesUpdated.connect(look);
      }, []);
      return (
        <>
          {model.messages
            .filter(message => !message.deleted)
            .map(message => (
              <Footer
                key={message.id}
                message={message}
                model={model.asModel}
              />
            ))}
          {toolbar.getItems().map(({ element: Item, position }) => (
            <Item key={position} model={input} chatModel={model.asModel} />
          ))}
        </>
      );
    }

    render(<Page />);
    // It is loaded, and then shown.
    await act(() => jest.advanceTimersByTimeAsync(0));
    await act(() => jest.advanceTimersByTimeAsync(0));
  }

  async function write(body: string): Promise<void> {
    await act(async () => {
      const reply =
        model.messages[0] ?? model.add({ id: 'reply-1', ...mark('streaming') });
      reply.update({ body });
      await jest.advanceTimersByTimeAsync(20);
    });
  }

  async function end(
    status: string,
    rest: object,
    body: string
  ): Promise<void> {
    await act(async () => {
      model.messages[0]?.update(mark(status, rest));
      model.messages[0]?.update({ body });
      await jest.advanceTimersByTimeAsync(20);
    });
    tellOne({
      state: 'ended',
      outcome: status as IGenerationRecord['outcome'],
      reply_ids: ['reply-1'],
      revision: 9
    });
  }

  function tell(rest: { generations: readonly IGenerationRecord[] }): void {
    say({
      type: 'generations',
      protocol_version: 1,
      chat_id: 'chat-1',
      ...rest
    });
  }

  function tellOne(changes: Partial<IGenerationRecord>): void {
    say({ type: 'generation', generation: record(changes) });
  }

  function say(frame: ServerFrame): void {
    act(() => FakeWebSocket.latest.say(frame));
  }

  async function answer(
    rest: Omit<Extract<ServerFrame, { type: 'reply' }>, 'type' | 'request_id'>
  ): Promise<void> {
    const request_id = String(stops()[stops().length - 1]?.request_id);
    await act(async () =>
      FakeWebSocket.latest.say({ type: 'reply', request_id, ...rest })
    );
  }

  function sent() {
    return FakeWebSocket.latest.sent;
  }

  function stops() {
    return sent().filter(frame => frame.type === 'stop');
  }

  function note(): string {
    return document.querySelector('.jp-StopStream-note')?.textContent ?? '';
  }

  function told(): string[] {
    return Notification.manager.notifications.map(one => one.message);
  }

  function press(name: string): void {
    fireEvent.click(button(name));
  }

  function button(name: string): HTMLElement {
    const found = screen
      .getAllByLabelText(name)
      .find(element => element instanceof HTMLButtonElement);
    if (!found) {
      throw new Error(`There is no button called ${name}.`);
    }
    return found;
  }
});

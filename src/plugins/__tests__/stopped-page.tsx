import {
  IChatModel,
  IMessage,
  IMessageContent,
  InputModel,
  InputToolbarRegistry,
  MessagePreambleRegistry
} from '@jupyter/chat';
import type { JupyterFrontEnd } from '@jupyterlab/application';
import { Notification } from '@jupyterlab/apputils';
import { act, fireEvent, render, screen } from '@testing-library/react';
import { CommandRegistry } from '@lumino/commands';
import * as React from 'react';

import { FakeChatModel } from '../../__tests__/fakes/chat-model';
import { record } from '../../__tests__/fakes/generations';
import { FakeRestServer } from '../../__tests__/fakes/rest-server';
import { FakeWebSocket } from '../../__tests__/fakes/web-socket';
import type { IGenerationRecord, ServerFrame } from '../../protocol';
import { labelPlugin } from '../label';
import { servicesPlugin } from '../services';
import { toolbarPlugin } from '../toolbar';

/**
 * All plugins, as JupyterLab wires them, between the chat's own toolbar, preambles and input and a
 * server that the test plays. With fake timers.
 */
export class StoppedPage {
  readonly server = new FakeRestServer();
  readonly model = new FakeChatModel();
  readonly sentByInput: string[] = [];
  readonly input = new InputModel({
    onSend: body => this.sentByInput.push(body)
  });

  /**
   * A page that shows a chat in which an answer runs.
   */
  static async open(): Promise<StoppedPage> {
    FakeWebSocket.made = [];
    const page = new StoppedPage();
    page.model.rendered.resolve();
    await page._show();
    await act(async () => FakeWebSocket.latest.accept());
    page.tell([record()]);
    return page;
  }

  async close(): Promise<void> {
    act(() => this.model.dispose());
    await this.pass(0);
    Notification.dismiss();
  }

  /**
   * The server tells of all generations of the chat.
   */
  tell(generations: readonly IGenerationRecord[]): void {
    this._say({
      type: 'generations',
      protocol_version: 1,
      chat_id: 'chat-1',
      is_connected: true,
      generations
    });
  }

  tellOne(changes: Partial<IGenerationRecord>): void {
    this._say({ type: 'generation', generation: record(changes) });
  }

  /**
   * The server answers the last stop.
   */
  async answer(
    rest: Omit<Extract<ServerFrame, { type: 'reply' }>, 'type' | 'request_id'>
  ): Promise<void> {
    const { stops } = this;
    const request_id = String(stops[stops.length - 1]?.request_id);
    await act(async () =>
      FakeWebSocket.latest.say({ type: 'reply', request_id, ...rest })
    );
  }

  /**
   * More of the reply arrives.
   */
  async write(body: string): Promise<void> {
    await act(async () => {
      const reply =
        this.reply ?? this.model.add({ id: 'reply-1', ...mark('streaming') });
      reply.update({ body });
      await jest.advanceTimersByTimeAsync(20);
    });
  }

  /**
   * The reply ends, with its mark.
   */
  async end(
    status: 'complete' | 'interrupted',
    rest: object,
    body: string
  ): Promise<void> {
    await act(async () => {
      this.reply?.update(mark(status, rest));
      this.reply?.update({ body });
      await jest.advanceTimersByTimeAsync(20);
    });
    this.tellOne({
      state: 'ended',
      outcome: status,
      reply_ids: ['reply-1'],
      revision: 9
    });
  }

  /**
   * A person presses a button; the press is over a second later.
   */
  async press(name: string): Promise<void> {
    fireEvent.click(this.button(name));
    await this.pass(1000);
  }

  async pass(ms: number): Promise<void> {
    await act(() => jest.advanceTimersByTimeAsync(ms));
  }

  button(name: string): HTMLElement {
    const found = screen
      .getAllByLabelText(name)
      .find(element => element instanceof HTMLButtonElement);
    if (!found) {
      throw new Error(`There is no button called ${name}.`);
    }
    return found;
  }

  get reply() {
    return this.model.messages.find(({ id }) => id === 'reply-1');
  }

  get sent() {
    return FakeWebSocket.latest.sent;
  }

  get lastSent() {
    return this.sent[this.sent.length - 1];
  }

  get stops() {
    return this.sent.filter(frame => frame.type === 'stop');
  }

  /**
   * What is said in the chat of a stop that was not answered.
   */
  get note(): string {
    return document.querySelector('.jp-StopStream-note')?.textContent ?? '';
  }

  /**
   * What JupyterLab notifies of.
   */
  get told(): string[] {
    return Notification.manager.notifications.map(one => one.message);
  }

  private async _show(): Promise<void> {
    const app = {
      commands: new CommandRegistry(),
      serviceManager: { serverSettings: this.server.settings },
      shell: { currentWidget: null }
    } as unknown as JupyterFrontEnd;
    const factory = { create: InputToolbarRegistry.defaultToolbarRegistry };
    const preambles = new MessagePreambleRegistry();
    const services = await servicesPlugin.activate(app, null, null);
    void toolbarPlugin.activate(app, factory, services, null, null);
    void labelPlugin.activate(app, services, preambles, factory, null);
    this.model.add({ id: 'prompt-1', body: 'A prompt', time: 10 });
    render(
      <Page preambles={preambles} page={this} toolbar={factory.create()} />
    );
    await act(() => services.loaded);
    await this.pass(0);
  }

  private _say(frame: ServerFrame): void {
    act(() => FakeWebSocket.latest.say(frame));
  }
}

interface IPageProps {
  readonly page: StoppedPage;
  readonly preambles: MessagePreambleRegistry;
  readonly toolbar: InputToolbarRegistry;
}

function Page({ page, preambles, toolbar }: IPageProps): JSX.Element {
  const { input, model } = page;
  const [, look] = React.useReducer((count: number) => count + 1, 0);
  React.useEffect(() => {
    model.messagesUpdated.connect(look);
    toolbar.itemsChanged.connect(look);
  }, [model, toolbar]);
  const shown = model.messages.filter(message => !message.deleted);
  return (
    <>
      {shown.map(message => (
        <div key={message.id}>
          <Above
            message={message}
            model={model.asModel}
            preambles={preambles}
          />
        </div>
      ))}
      {toolbar.getItems().map(({ element: Item }, index) => (
        <Item key={index} model={input} chatModel={model.asModel} />
      ))}
    </>
  );
}

interface IAboveProps {
  readonly message: IMessage;
  readonly model: IChatModel;
  readonly preambles: MessagePreambleRegistry;
}

/**
 * What stands above the body of a message, as jupyter-chat shows it: anew whenever that changes.
 */
function Above({ message, model, preambles }: IAboveProps): JSX.Element {
  const [content, setContent] = React.useState(message.content);
  React.useEffect(() => {
    const look = () => setContent(message.content);
    message.changed.connect(look);
    look();
    return () => void message.changed.disconnect(look);
  }, [message]);
  return (
    <>
      {preambles.getComponents().map((Component, index) => (
        <Component key={index} message={content} model={model} />
      ))}
    </>
  );
}

function mark(status: string, rest: object = {}): Partial<IMessageContent> {
  const stop_stream = {
    generation_id: 'generation-1',
    prompt_id: 'prompt-1',
    status,
    ...rest
  };
  return { metadata: { stop_stream } as IMessageContent['metadata'] };
}

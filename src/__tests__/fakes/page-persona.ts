import type { IChatModel } from '@jupyter/chat';
import { Signal } from '@lumino/signaling';

import { FakeChatModel } from './chat-model';

const JUPYTERNAUT = {
  username: 'jupyternaut',
  display_name: 'Jupyternaut',
  bot: true
};

/**
 * A persona in the page, as jupyter-ai-lite 0.21 makes it: in what order it says what, and what its
 * agent does at a stop. A test says when a model answers.
 */
export class FakePagePersona {
  constructor() {
    const { chat } = this;
    Object.assign(chat, {
      writers: [],
      sendMessage: (message: object) => {
        this.sent.push(message);
      }
    });
    chat.messagesUpdated.connect(() => this._look());
  }

  readonly chat = new FakeChatModel();
  readonly model: IChatModel = this.chat.asModel;
  readonly busyChanged = new Signal<this, boolean>(this);
  readonly sent: object[] = [];
  isBusy = false;

  readonly agentManager = {
    agentEvent: new Signal<object, unknown>({}),
    stopStreaming: (reason?: string) => {
      this.stops.push(reason ?? null);
    }
  };

  /**
   * The reasons of the stops that its agent was asked for; null where none was given.
   */
  readonly stops: (string | null)[] = [];

  /**
   * A person asks it something; it begins to answer.
   */
  ask(id: string, body = 'Go on.'): void {
    this.chat.add({
      id,
      body,
      sender: { username: 'me' },
      mentions: [JUPYTERNAUT]
    });
  }

  /**
   * It writes a reply.
   */
  reply(id: string): void {
    this.chat.add({ id, sender: JUPYTERNAUT });
  }

  /**
   * It has ended one of its answers.
   */
  end(): void {
    Object.assign(this.chat, { writers: [] });
    this._say(false);
  }

  /**
   * What its agent tells of.
   */
  tell(type: string, data: object): void {
    this.agentManager.agentEvent.emit({ type, data });
  }

  private _look(): void {
    const { messages } = this.chat;
    const last = messages[messages.length - 1];
    if (last?.mentions?.includes(JUPYTERNAUT) && !this._seen.has(last.id)) {
      this._seen.add(last.id);
      this._say(true);
      Object.assign(this.chat, { writers: [{ user: JUPYTERNAUT }] });
    }
  }

  private _say(isBusy: boolean): void {
    this.isBusy = isBusy;
    this.busyChanged.emit(isBusy);
  }

  private readonly _seen = new Set<string>();
}

import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import { expect, Locator } from '@playwright/test';

import type { ICompletion } from './model';
import { IRecording, record, recording } from './recorder';

/**
 * The mark in a saved message, as `mark` in the protocol's schema.
 */
export interface IMark {
  readonly generation_id: string;
  readonly prompt_id: string;
  readonly status: 'streaming' | 'complete' | 'interrupted' | 'error';
  readonly stopped_by?: string | null;
  readonly stopped_at?: number;
  readonly receipt?: 'cancelled' | 'detached';
  readonly left?: readonly string[];
  readonly unseen?: string;
  /** The id of the reply that this one goes on from. */
  readonly continues?: string;
}

/**
 * What is in a chat's file, as far as it is looked at.
 */
export interface IChatFile {
  readonly messages?: readonly ISavedMessage[];
  readonly metadata?: { readonly id?: string };
}

export interface ISavedMessage {
  readonly id: string;
  readonly body: string;
  readonly sender: string;
  readonly metadata?: { readonly stop_stream?: IMark };
}

/**
 * The words of a text, which are the model's tokens: markdown keeps them and their order, not the
 * white space between them.
 */
export function words(text: string): string[] {
  return text.split(/\s+/).filter(word => word !== '');
}

/**
 * A chat that is open, in the main area or in the side panel. One of each can be shown at a time,
 * and more in the main area where each says which part of the page it is in.
 */
export class Chat {
  constructor(options: Chat.IOptions) {
    this.page = options.page;
    this.path = options.path;
    this._isInSidePanel = options.isInSidePanel ?? false;
    this.areaSelector =
      options.within ??
      (this._isInSidePanel ? '#jp-left-stack' : '#jp-main-dock-panel');
    this.area = this.page.locator(this.areaSelector);
    const find = (selector: string) => this.area.locator(selector);
    this.input = find('.jp-chat-input-container textarea:visible');
    this.toolbar = find('.jp-chat-input-toolbar');
    this.sendButton = find('.jp-chat-send-button');
    this.stopButton = find('.jp-StopStream-stop');
    this.foreignStopButton = find('.jp-jai-stopButton');
    this.messages = find('.jp-chat-rendered-message');
    this.reply = this.messages.last();
    this.label = find('.jp-StopStream-label:not(.jp-StopStream-waiting)');
    this.waiting = find('.jp-StopStream-waiting');
    this.continueButton = find('.jp-StopStream-continue');
    this.regenerateButton = find('.jp-StopStream-regenerate');
    this.showRestButton = find('.jp-StopStream-showRest');
    this.editButton = find('.jp-StopStream-edit');
    this.moreButton = find('.jp-StopStream-more');
    this.menu = this.page.locator('.jp-StopStream-menu');
    this.spoken = find('.jp-StopStream-aloud[role="status"]');
    this.note = find('.jp-StopStream-note');
    this.reloadButton = find('.jp-StopStream-reload');
    this.interruptButton = find('.jp-StopStream-interrupt');
    this.restartButton = find('.jp-StopStream-restart');
  }

  readonly page: IJupyterLabPageFixture;
  readonly path: string;
  /** The part of the page that the chat is in. */
  readonly areaSelector: string;
  readonly area: Locator;
  readonly input: Locator;
  readonly toolbar: Locator;
  readonly sendButton: Locator;
  readonly stopButton: Locator;
  /** The Stop of jupyter-ai itself. */
  readonly foreignStopButton: Locator;
  readonly messages: Locator;
  /** The last message. */
  readonly reply: Locator;
  /** What stands below a message that was stopped or broke off, or that runs something. */
  readonly label: Locator;
  /** What stands below a prompt that waits for its turn. */
  readonly waiting: Locator;
  readonly continueButton: Locator;
  readonly regenerateButton: Locator;
  readonly showRestButton: Locator;
  readonly reloadButton: Locator;
  /** Interrupts the cell that a stop has left. */
  readonly interruptButton: Locator;
  /** Starts the kernel of that cell anew. */
  readonly restartButton: Locator;
  readonly editButton: Locator;
  /** Opens the menu of the answers. */
  readonly moreButton: Locator;
  readonly menu: Locator;
  /** What is read aloud of the last stop. */
  readonly spoken: Locator;
  /** What is said of a stop that the server has not answered. */
  readonly note: Locator;

  /**
   * Make the chat's file, without a message, and open it.
   */
  async create(): Promise<this> {
    await this.page.contents.uploadContent('{}', 'text', this.path);
    return this.open();
  }

  /**
   * Open the chat, once its personas are there.
   */
  async open(): Promise<this> {
    await this.page.evaluate(
      async args => {
        await window.jupyterapp.commands.execute('jupyterlab-chat:open', args);
      },
      { filepath: this.path, inSidePanel: this._isInSidePanel }
    );
    await expect(this._picker).toContainText('Streamer');
    return this;
  }

  /**
   * Close the chat, which is in the main area, with whatever is asked in it.
   */
  async close(): Promise<void> {
    await this.page.evaluate(() => {
      window.jupyterapp.shell.currentWidget?.close();
    });
    await expect(this.input).toHaveCount(0);
  }

  /**
   * Load the page again and open the chat in it.
   */
  async reload(): Promise<this> {
    await this.page.reload();
    return this.open();
  }

  /**
   * Address what is asked from now on to another persona.
   */
  async choose(persona: string): Promise<void> {
    await this._picker.click();
    const item = this.page.getByRole('menuitem', {
      name: persona,
      exact: true
    });
    // The menu grows; what is pressed and let go at two items chooses none.
    await item.evaluate(async element => {
      const menu = element.closest('[role=menu]')?.parentElement ?? element;
      // One that gives way to another is cancelled, and is then not finished.
      while (menu.getAnimations().length > 0) {
        await Promise.allSettled(menu.getAnimations().map(one => one.finished));
      }
    });
    await item.click();
    await expect(this._picker).toContainText(persona);
  }

  /**
   * What JupyterLab tells the person at the edge of the page.
   */
  notice(text: string): Locator {
    return this.page.locator('.Toastify__toast', { hasText: text }).first();
  }

  /**
   * Take a notice away, which lies over the button of a chat.
   */
  async hide(notice: Locator): Promise<void> {
    await expect(async () => {
      // It may go by itself meanwhile.
      if (await notice.isVisible()) {
        const close = notice.getByTitle('Hide notification');
        await close.click({ timeout: 2_000 });
      }
      await expect(notice).toBeHidden({ timeout: 2_000 });
    }).toPass({ timeout: 30_000 });
  }

  async ask(prompt: string): Promise<void> {
    this._before = await this.messages.count();
    await this.input.fill(prompt);
    await this.sendButton.click();
  }

  /**
   * Press Stop, and record what the page shows before and after.
   */
  async stop(): Promise<void> {
    await record(this.page, this.areaSelector, '.jp-StopStream-stop');
    await this.stopButton.click();
  }

  /**
   * What was recorded since Stop was pressed.
   */
  recording(): Promise<IRecording> {
    return recording(this.page);
  }

  /**
   * From the press of Stop until the model saw that its client had gone, in milliseconds.
   */
  async untilLetGo({ let_go_at }: ICompletion): Promise<number> {
    const { clickedAt } = await this.recording();
    return 1000 * (let_go_at ?? NaN) - (clickedAt ?? NaN);
  }

  /**
   * Wait until this token is on the screen, in the last message of those that came since it was
   * asked last.
   */
  async waitForToken(index: number): Promise<void> {
    const messages = `${this.areaSelector} .jp-chat-rendered-message`;
    // An expectation would be looked at twice a second.
    await this.page.waitForFunction(
      ([messages, before, token]) => {
        const all = [...document.querySelectorAll(messages)];
        const reply = all.slice(before).pop();
        return new RegExp(token).test(reply?.textContent ?? '');
      },
      [messages, this._before, `\\bw${index}\\b`] as const,
      { polling: 50, timeout: 30_000 }
    );
  }

  /**
   * Wait until the keys and the commands stop what is answered: they are loaded while a first prompt
   * is written, and the page hears of an answer beside its words.
   */
  async waitForKeys(): Promise<void> {
    await this.page.waitForFunction(() =>
      window.jupyterapp.commands.isEnabled('jupyter-stop-stream:stop')
    );
  }

  /**
   * The words of the last message on the screen.
   */
  async replyWords(): Promise<string[]> {
    return words((await this.reply.textContent()) ?? '');
  }

  /**
   * What is in the chat's file. While a server writes it, it may be read half, and is read again.
   */
  async file(): Promise<IChatFile> {
    let file: IChatFile = {};
    await expect(async () => {
      const response = await this.page.request.get(`api/contents/${this.path}`);
      const { content } = await response.json();
      file = JSON.parse(content);
    }).toPass({ timeout: 30_000 });
    return file;
  }

  /**
   * The messages in the chat's file.
   */
  async saved(): Promise<readonly ISavedMessage[]> {
    return (await this.file()).messages ?? [];
  }

  /**
   * Wait until the last message in the chat's file has a status.
   */
  async waitForStatus(status: IMark['status']): Promise<ISavedMessage> {
    let last: ISavedMessage | undefined;
    await expect(async () => {
      last = (await this.saved()).slice(-1)[0];
      expect(last?.metadata?.stop_stream?.status).toBe(status);
    }).toPass({ timeout: 60_000 });
    return last as ISavedMessage;
  }

  private get _picker(): Locator {
    return this.area.locator('.jp-jai-personaControls-persona-btn');
  }

  private readonly _isInSidePanel: boolean;
  /** How many messages there were when it was asked last. */
  private _before = 0;
}

export namespace Chat {
  export interface IOptions {
    readonly page: IJupyterLabPageFixture;
    /** Path of its file below the server's root. */
    readonly path: string;
    readonly isInSidePanel?: boolean;
    /** Selector of its part of the page, where that is not the whole area. */
    readonly within?: string;
  }
}

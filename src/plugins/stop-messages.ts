import type {
  ChatCommand,
  IChatCommandProvider,
  IChatCommandRegistry,
  IInputModel
} from '@jupyter/chat';
import type { TranslationBundle } from '@jupyterlab/translation';
import { stopIcon } from '@jupyterlab/ui-components';

import type { IStopActions } from '../generations';
import { readStop } from '../generations/stop-message';

/**
 * `/stop` and `/stop all` in the input of a chat, which stop and are not sent. Where a persona, or
 * anybody else, offers a `/stop` of their own in a chat, it is theirs.
 */
export class StopMessages implements IChatCommandProvider {
  constructor(options: StopMessages.IOptions) {
    this._options = options;
  }

  readonly id = 'jupyter-stop-stream:stop-messages';

  /**
   * Called with each change of the word at the cursor. Not offered once it is whole: Enter would
   * choose it, and not send it.
   */
  async listCommandCompletions(input: IInputModel): Promise<ChatCommand[]> {
    const word = input.currentWord ?? '';
    const isFirst = input.value.trimStart().startsWith(word);
    if (!word.startsWith('/') || !isFirst || !STOP.startsWith(word)) {
      return [];
    }
    const isTheirs = await this._isTheirs(input);
    this._theirs.set(input, isTheirs);
    if (isTheirs || word === STOP) {
      return [];
    }
    const { trans } = this._options;
    return [
      {
        ...this._command,
        name: STOP,
        description: trans.__('Stop the answers to you in this chat')
      },
      {
        ...this._command,
        name: `${STOP} all`,
        description: trans.__('Stop the answers to you in all open chats')
      }
    ];
  }

  /**
   * Called before a message is sent, in the task of the key or the click.
   */
  async onSubmit(input: IInputModel): Promise<void> {
    const { actions, stopAll } = this._options;
    const what = readStop(input.value);
    // The edit of a message has an input too.
    const chat = actions.chats.find(one => one.input === input);
    if (!what || !chat || this._theirs.get(input)) {
      return;
    }
    if (what === 'here') {
      actions.stop(chat);
    } else {
      stopAll();
    }
    withhold(input);
  }

  private async _isTheirs(input: IInputModel): Promise<boolean> {
    const others = this._options.registry
      .getProviders()
      .filter(one => one !== this)
      .map(one => one.listCommandCompletions(input));
    const listed = await Promise.allSettled(others);
    return listed.some(
      one =>
        one.status === 'fulfilled' &&
        one.value.some(({ name }) => name.trim() === STOP)
    );
  }

  private readonly _options: StopMessages.IOptions;
  private readonly _command = { providerId: this.id, icon: stopIcon };
  /**
   * Whether somebody else offers one in an input.
   */
  private readonly _theirs = new WeakMap<IInputModel, boolean>();
}

export namespace StopMessages {
  export interface IOptions {
    readonly actions: IStopActions;
    readonly registry: IChatCommandRegistry;
    /**
     * Stops mine in all open chats.
     */
    readonly stopAll: () => void;
    readonly trans: TranslationBundle;
  }
}

const STOP = '/stop';

/**
 * Take the text out of an input, and have the message not be sent that is being submitted. What is
 * attached to it stays: it was not meant.
 */
function withhold(input: IInputModel): void {
  const { send } = input;
  input.value = '';
  input.send = text => {
    input.send = send;
    if (text.trim() && !readStop(text)) {
      send(text);
    }
  };
}

import type { IChatModel, IMessage } from '@jupyter/chat';
import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';

import type {
  IBeginOptions,
  IGenerationSources
} from '../../generations/sources';
import { isFields } from '../../protocol';
import { PageAnswer } from './answer';
import type { IPageAgent, IPagePersona } from './persona';
import { takeBackWaiting } from './waiting-prompts';

/**
 * Tells of the answers of one persona in the page, from when it is made until its chat is closed.
 *
 * Where prompts of a chat overlap, its agent keeps hold of the last request alone and the persona
 * does not say which of them has ended: they are one answer, which ends with the last of them. What
 * is asked after a stop is another, which that stop must not end.
 */
export class PersonaAnswers implements IDisposable {
  constructor(options: PersonaAnswers.IOptions) {
    this._options = options;
    const { persona } = options;
    const { agentManager, model } = persona;
    this._stopStreaming = agentManager.stopStreaming.bind(agentManager);
    this._own = Object.getOwnPropertyDescriptor(agentManager, 'stopStreaming');
    agentManager.stopStreaming = reason => {
      this._open.forEach(({ answer }) => answer?.endedByOthers());
      this._stopStreaming(reason);
    };
    model.messages.forEach(({ id }) => this._known.add(id));
    model.messagesUpdated.connect(this._onMessagesUpdated, this);
    model.disposed?.connect(this.dispose, this);
    persona.busyChanged.connect(this._onBusyChanged, this);
    if (persona.isBusy) {
      const asked = model.messages.filter(({ sender }) => !sender.bot);
      this._asked.push(...asked.slice(-1));
      this._onBusyChanged(persona, true);
    }
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    const { agentManager } = this._options.persona;
    if (this._own) {
      Object.defineProperty(agentManager, 'stopStreaming', this._own);
    } else {
      Reflect.deleteProperty(agentManager, 'stopStreaming');
    }
    Signal.disconnectReceiver(this);
  }

  private _onBusyChanged(_: unknown, isBusy: boolean): void {
    const [first] = this._open;
    const last = this._last;
    if (!isBusy) {
      if (first && --first.busyCount === 0) {
        this._open.shift();
        first.answer?.ended();
      }
    } else if (last && !last.answer?.isStopped) {
      last.busyCount += 1;
    } else {
      last?.answer?.giveWay();
      const opened: IOpen = { busyCount: 1, answer: null };
      this._open.push(opened);
      // It says that it is busy, and then, before it does anything else, who it is.
      queueMicrotask(() => this._begin(opened));
    }
  }

  private _begin(opened: IOpen): void {
    const { persona, sources, onUnknown } = this._options;
    const { agentManager, model } = persona;
    if (this._isDisposed || opened.busyCount === 0) {
      return;
    }
    const writer = model.writers.find(({ user }) => user.bot)?.user;
    if (!writer) {
      onUnknown();
      return;
    }
    const { display_name: shown, username: id } = writer;
    this._id = id;
    const prompt = this._takePrompt(id);
    const generation = sources.begin({
      model,
      persona: { id, name: shown ?? id },
      ...(prompt && { promptId: prompt.id, ...againOf(model, prompt) })
    });
    opened.answer = new PageAnswer(generation, agentManager, () => {
      takeBackWaiting(model);
      this._stopStreaming();
    });
  }

  /**
   * The prompt that is answered: the first that is for it of those that nobody has answered.
   */
  private _takePrompt(id: string): IMessage | null {
    const at = this._asked.findIndex(
      prompt =>
        this._options.persona.requireMention === false || isFor(prompt, id)
    );
    const [prompt] = this._asked.splice(0, at + 1).slice(-1);
    return prompt ?? null;
  }

  private _onMessagesUpdated(model: IChatModel): void {
    for (const message of this._newIn(model)) {
      const { id, sender } = message;
      if (!sender.bot) {
        this._asked.push(message);
      } else if (sender.username === this._id) {
        this._last?.answer?.owns(id);
      }
    }
  }

  /**
   * The messages that were not there before, oldest first: they stand at the end.
   */
  private _newIn({ messages }: IChatModel): readonly IMessage[] {
    let at = messages.length;
    while (at > 0 && !this._known.has(messages[at - 1]?.id ?? '')) {
      at -= 1;
    }
    const added = messages.slice(at);
    added.forEach(({ id }) => this._known.add(id));
    return added;
  }

  private get _last(): IOpen | undefined {
    return this._open[this._open.length - 1];
  }

  private readonly _options: PersonaAnswers.IOptions;
  private readonly _stopStreaming: IPageAgent['stopStreaming'];
  private readonly _own: PropertyDescriptor | undefined;
  /**
   * The ids of the messages that have been looked at.
   */
  private readonly _known = new Set<string>();
  /**
   * What people have said since, oldest first, as far as it may still be answered.
   */
  private readonly _asked: IMessage[] = [];
  private _id: string | null = null;
  /**
   * The answers that have not ended, oldest first: of those of one persona the first asked ends
   * first, as far as can be known.
   */
  private readonly _open: IOpen[] = [];
  private _isDisposed = false;
}

export namespace PersonaAnswers {
  export interface IOptions {
    readonly persona: IPagePersona;
    readonly sources: IGenerationSources;
    /**
     * Called when it answers in a way that is not known.
     */
    readonly onUnknown: () => void;
  }
}

interface IOpen {
  /**
   * How many prompts it answers.
   */
  busyCount: number;
  /**
   * Null until it is known who answers.
   */
  answer: PageAnswer | null;
}

/**
 * Whether a prompt is for a persona that answers only what is.
 */
function isFor(prompt: IMessage, personaId: string): boolean {
  const { mentions, metadata } = prompt;
  return (
    !!mentions?.some(({ username }) => username === personaId) ||
    (isFields(metadata) && metadata.to_persona === personaId)
  );
}

/**
 * What has a prompt answered again: it is sent once more, as it was, for want of another way.
 */
function againOf(
  model: IChatModel,
  { attachments, body, mentions, metadata }: IMessage
): Pick<IBeginOptions, 'again'> {
  if (typeof body !== 'string') {
    return {};
  }
  const message = { body, attachments, mentions, metadata };
  return {
    again: async () => {
      await model.sendMessage(message);
    }
  };
}

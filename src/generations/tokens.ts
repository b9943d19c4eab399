import type { IChatModel } from '@jupyter/chat';
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';

import type {
  EndBy,
  ErrorCode,
  ILimit,
  IRunning,
  ISeen,
  MoveTo
} from '../protocol';
import type { IChatAnswers } from './answers';
import type { IGeneration } from './generation';

/**
 * A chat, as requests name it: a chat model is one. A copy of a chat's file has the same id.
 */
export interface IChatKey {
  /**
   * Undefined while the chat is being opened.
   */
  readonly id?: string;
  /**
   * The path of its file, with the name of its drive where that is not the default; null where it
   * is not known.
   */
  readonly name?: string | null;
}

/**
 * Where generations come from: the server, or the models that run in this page.
 */
export interface ISource {
  /**
   * Emitted with the id of a chat of which a generation began, changed or ended, or of which
   * `isKnown` says something else.
   */
  readonly changed: ISignal<unknown, string>;

  /**
   * Emitted with each generation that ended, in this page's time.
   */
  readonly ended: ISignal<unknown, IGeneration>;

  /**
   * Emitted with each record that is news, also of what has ended: what was left may end after
   * all, and what could not be saved may be saved.
   */
  readonly told: ISignal<unknown, IGeneration>;

  /**
   * Whether it has said that somebody answers in a chat who can be stopped. Until one source has,
   * the chat is left as others made it.
   */
  isKnown(chat: IChatKey): boolean;

  /**
   * The generations of a chat that have not ended, oldest first; the same list until one changes.
   */
  live(chat: IChatKey): readonly IGeneration[];

  /**
   * Ask for a stop. While the connection is down the request waits, and it is repeated until it
   * is answered. What runs in the page is aborted within this call.
   *
   * @returns The ids of the generations that were meant, when the request was accepted. That they
   * ended is told by `ended` alone.
   *
   * @throws RequestRefused - the server said why not, or the page gave up its connection.
   */
  stop(chat: IChatKey, options?: IStopOptions): Promise<readonly string[]>;

  /**
   * Ask the persona that a prompt was for the same prompt again.
   *
   * @throws RequestRefused - why not.
   */
  regenerate(chat: IChatKey, promptId: string): Promise<readonly string[]>;
}

/**
 * The models that run in the page, as a source.
 */
export interface IPageSource extends ISource {
  /**
   * Whether a prompt was for one of these, who can be asked again. Its mark does not promise that:
   * another page cannot.
   */
  canRegenerate(promptId: string): boolean;
}

/**
 * The server, as a source.
 */
export interface IServerSource extends ISource {
  /**
   * Whether there is a way to the server, as far as is known.
   */
  readonly isReachable: boolean;

  /**
   * Emitted with what `isReachable` says when that changed.
   */
  readonly reachableChanged: ISignal<IServerSource, boolean>;

  /**
   * Emitted once, when the server turns out to speak another version of the protocol than this
   * page.
   */
  readonly outdated: ISignal<IServerSource, void>;

  /**
   * Follow a chat until the result is disposed. Following twice is fine.
   */
  follow(chat: IChatKey): IDisposable;

  /**
   * Ask for the personas of a chat to be started anew, which stops all that they do there.
   *
   * @returns The ids of the generations that this stops, when the server has accepted.
   *
   * @throws RequestRefused - the server said why not.
   */
  reload(chat: IChatKey): Promise<readonly string[]>;

  /**
   * Ask whoever wrote a reply to go on from where it ends, in a new one.
   *
   * @throws RequestRefused - the server said why not.
   */
  continueAnswer(chat: IChatKey, messageId: string): Promise<readonly string[]>;

  /**
   * What was told last of a generation that is live, or has ended not long ago.
   */
  find(generationId: string): IGeneration | undefined;

  /**
   * Ask for the end of one execution of a generation, which goes on itself.
   *
   * @throws RequestRefused - the server said why not.
   */
  end(
    chat: IChatKey,
    executionId: string,
    by: EndBy
  ): Promise<readonly string[]>;

  /**
   * Move a prompt that waits: to be answered next, or back to whoever has sent it.
   *
   * @throws RequestRefused - the server said why not.
   */
  move(
    chat: IChatKey,
    generationId: string,
    to: MoveTo
  ): Promise<readonly string[]>;
}

/**
 * What is known of the generations of the chats that this page shows, from all sources, and what
 * can be asked about them.
 */
export interface IGenerations extends IServerSource, IPageSource {}

export interface IStopOptions {
  /**
   * The generations meant; without it all of mine in the chat, queued ones too.
   */
  readonly generationIds?: readonly string[];
  /**
   * Prompts of mine that are meant too, and may reach the server after the stop: with real-time
   * collaboration they go another way.
   */
  readonly promptIds?: readonly string[];
  /**
   * Which limit of mine asks for it, where I do not.
   */
  readonly limit?: ILimit;
  /**
   * What was on the screen. Without it nothing of what was written is cut.
   */
  readonly seen?: readonly ISeen[];
}

/**
 * The server refused a request.
 */
export class RequestRefused extends Error {
  /**
   * @param message - Why, for a person, in the server's own words.
   * @param code - Why, for a program; none where the page itself gave up.
   */
  constructor(
    message: string,
    readonly code: ErrorCode | null = null
  ) {
    super(message);
  }
}

/**
 * What stands between the updates of one open chat and the page.
 */
export interface IChatGate extends IDisposable {
  /**
   * The answers that the chat holds, as its messages say.
   */
  readonly answers: IChatAnswers;

  /**
   * What there is of the text of a message.
   */
  textsOf(messageId: string): ITexts;

  /**
   * Freeze the replies of these generations, synchronously: nothing that has not reached the
   * page is shown any more.
   *
   * @returns How much of each reply had reached it.
   */
  shut(generations: readonly IGeneration[]): readonly ISeen[];

  /**
   * Let a generation's updates through again, with all that was held back.
   */
  open(generationId: string): void;

  /**
   * Show the tail that was cut from the replies of a generation, or hide it again.
   */
  reveal(generationId: string, isShown: boolean): void;
}

export interface ITexts {
  /**
   * What the page is given to show.
   */
  readonly shown: string;
  /**
   * All that has come.
   */
  readonly written: string;
}

/**
 * The gates of the open chats.
 */
export interface IChatGates {
  /**
   * The gate of a chat; made on the first call, disposed with the chat's model.
   */
  gateOf(model: IChatModel): IChatGate;
}

/**
 * What a person can do about the answers in a chat.
 */
export interface IStopActions {
  readonly generations: IGenerations;

  /**
   * Emitted with the id of a chat when what `isStopping` or `noteOf` says of it changed.
   */
  readonly changed: ISignal<IStopActions, string>;

  /**
   * The chats that are watched over and not closed, in the order in which that began.
   */
  readonly chats: readonly IChatModel[];

  /**
   * Emitted when `chats` changed.
   */
  readonly chatsChanged: ISignal<IStopActions, void>;

  /**
   * The answers that a chat holds, as its messages say.
   */
  answersIn(model: IChatModel): IChatAnswers;

  /**
   * How many characters of the replies of a generation have come, shown or not.
   */
  writtenOf(model: IChatModel, generation: IGeneration): number;

  /**
   * Whether a stop of all of these generations of a chat is under way, whoever asked for it; not
   * so of none.
   */
  isStopping(model: IChatModel, generationIds: readonly string[]): boolean;

  /**
   * What a person has to know of a stop in a chat that has not been answered, to be shown there.
   */
  noteOf(model: IChatModel): string | null;

  /**
   * Freeze my answers in a chat, in this very task, and ask the server to stop them. What fails
   * is told to the person. While they are stopping, the next call forces them, and the one after
   * that offers to reload the personas. Before the server has answered it changes nothing: the
   * request is repeated as it is.
   *
   * @param generationIds - The generations meant, where it is not all of mine; they may be
   * somebody else's, which the server may refuse. No other is frozen.
   * @param limit - Which limit of mine has pressed, where I have not. It forces nothing.
   */
  stop(
    model: IChatModel,
    generationIds?: readonly string[],
    limit?: ILimit
  ): void;

  /**
   * Wait until the stops of mine in a chat that have been asked for are answered.
   *
   * @returns Whether all of them were accepted; of none that was asked for, true.
   */
  untilHeard(model: IChatModel): Promise<boolean>;

  /**
   * Have the personas of a chat started anew, which stops all that they do there. What fails is
   * told to the person; that it is done is said in the chat.
   */
  reload(model: IChatModel): void;

  /**
   * End one execution or command of an answer, which goes on itself. A person is asked before their
   * kernel is started anew. What fails is told to them.
   */
  end(model: IChatModel, one: IRunning, by: EndBy): void;

  /**
   * Move a prompt that waits. What fails is told to the person.
   *
   * @returns Whether it was moved.
   */
  move(model: IChatModel, generationId: string, to: MoveTo): Promise<boolean>;

  /**
   * Ask a prompt again. What fails is told to the person.
   */
  regenerate(model: IChatModel, promptId: string): void;

  /**
   * Have a reply gone on from where it ends, in a new one. What fails is told to the person.
   */
  continueAnswer(model: IChatModel, messageId: string): void;

  /**
   * Show the tail that was cut from a generation's replies, or hide it again.
   */
  reveal(model: IChatModel, generationId: string, isShown: boolean): void;

  /**
   * Begin to watch over a chat's updates and generations. Calling it twice is fine.
   */
  watch(model: IChatModel): void;
}

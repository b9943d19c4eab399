import type { IChatModel, IInputModel } from '@jupyter/chat';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import type { IDisposable } from '@lumino/disposable';
import { ISignal, Signal } from '@lumino/signaling';

import type { IChatAnswers } from './answers';
import { canRegenerate } from './can-regenerate';
import { hasDraft } from './has-draft';
import type { IGeneration } from './generation';
import { mineIn } from './mine';
import type { IOpenChats } from './open-chats';
import type { StopAndSend } from './stop-and-send';
import { takeBack } from './take-back';
import type { IStopActions } from './tokens';

/**
 * What the commands do, and what of it can be done. Their arguments come from anywhere: one that is
 * not what it should be means nothing.
 */
export class ChatCommands implements IDisposable {
  constructor(
    actions: IStopActions,
    chats: IOpenChats,
    stopAndSend: StopAndSend
  ) {
    this._actions = actions;
    this._stopAndSend = stopAndSend;
    this._chats = chats;
    actions.changed.connect(this._look, this);
    actions.generations.changed.connect(this._look, this);
    chats.changed.connect(this._look, this);
    this._look();
  }

  /**
   * Emitted when something can be done that could not, or the other way round, or is called
   * otherwise. Not with every chunk of an answer.
   */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  canStop(args: ReadonlyPartialJSONObject): boolean {
    return this._meant(this._chatOf(args), args).length > 0;
  }

  isStopping(args: ReadonlyPartialJSONObject): boolean {
    return this._isStopping(this._chatOf(args), args);
  }

  stop(args: ReadonlyPartialJSONObject): void {
    const chat = this._chatOf(args);
    if (chat && this._meant(chat, args).length > 0) {
      this._actions.stop(chat, this._idsOf(args));
    }
  }

  canStopAll(): boolean {
    return this._live.length > 0;
  }

  stopAll(): void {
    this._live.forEach(chat => this._actions.stop(chat));
  }

  canStopAndSend(args: ReadonlyPartialJSONObject): boolean {
    const chat = this._chatOf(args);
    return !!chat && this._stopAndSend.can(chat);
  }

  stopAndSend(args: ReadonlyPartialJSONObject): void {
    const chat = this._chatOf(args);
    if (chat) {
      this._stopAndSend.act(chat);
    }
  }

  canRegenerate(args: ReadonlyPartialJSONObject): boolean {
    return this._promptOf(this._chatOf(args), args) !== null;
  }

  regenerate(args: ReadonlyPartialJSONObject): void {
    const chat = this._chatOf(args);
    const prompt = this._promptOf(chat, args);
    if (chat && prompt !== null) {
      this._actions.regenerate(chat, prompt);
    }
  }

  canTakeBack(args: ReadonlyPartialJSONObject): boolean {
    return this._waitingIn(this._chatOf(args)) !== null;
  }

  takeBack(args: ReadonlyPartialJSONObject): void {
    const chat = this._chatOf(args);
    const waiting = this._waitingIn(chat);
    if (chat && waiting) {
      void takeBack(this._actions, chat, waiting);
    }
  }

  canContinue(args: ReadonlyPartialJSONObject): boolean {
    return this._replyOf(this._chatOf(args), args) !== null;
  }

  continueAnswer(args: ReadonlyPartialJSONObject): void {
    const chat = this._chatOf(args);
    const reply = this._replyOf(chat, args);
    if (chat && reply !== null) {
      this._actions.continueAnswer(chat, reply);
    }
  }

  dispose(): void {
    if (!this._isDisposed) {
      this._isDisposed = true;
      Signal.clearData(this);
    }
  }

  /**
   * The open chats in which an answer of mine runs or waits.
   */
  private get _live(): readonly IChatModel[] {
    return this._chats.all.filter(chat => this._mine(chat).length > 0);
  }

  /**
   * The chat that `chatId` names, else the one in the widget that `semanticWidget` names, else the
   * current one. A copy of a chat has the same id: the current one is meant where it is one of them.
   */
  private _chatOf(args: ReadonlyPartialJSONObject): IChatModel | null {
    const { chatId, semanticWidget } = args;
    if (typeof chatId === 'string') {
      const { current } = this._chats;
      return current?.id === chatId ? current : this._chats.find(chatId);
    }
    const widget =
      typeof semanticWidget === 'string'
        ? document.getElementById(semanticWidget)
        : null;
    return (widget && this._chats.at(widget)) ?? this._chats.current;
  }

  /**
   * The generations that `generationIds` names, if it names any.
   */
  private _idsOf(
    args: ReadonlyPartialJSONObject
  ): readonly string[] | undefined {
    const { generationIds } = args;
    return Array.isArray(generationIds)
      ? generationIds.filter(id => typeof id === 'string')
      : undefined;
  }

  /**
   * The prompt that `promptId` names, else the one of the last answer that has ended, where nothing
   * of mine is going on; none where it is gone.
   */
  private _promptOf(
    chat: IChatModel | null,
    args: ReadonlyPartialJSONObject
  ): string | null {
    if (!chat || chat.id === undefined) {
      return null;
    }
    const answers = this._actions.answersIn(chat);
    if (typeof args.promptId === 'string') {
      const prompt = answers.find(args.promptId);
      return prompt && !prompt.deleted ? prompt.id : null;
    }
    const { mark, prompt } = answers.lastEnded ?? {};
    return mark &&
      this._mine(chat).length === 0 &&
      canRegenerate(mark, this._actions.generations)
      ? (prompt?.id ?? null)
      : null;
  }

  /**
   * The reply that can be gone on from: of the answer that `messageId` is a part of, else of the
   * last one that has ended, where nothing of mine is going on.
   */
  private _replyOf(
    chat: IChatModel | null,
    args: ReadonlyPartialJSONObject
  ): string | null {
    if (!chat || chat.id === undefined) {
      return null;
    }
    const answers = this._actions.answersIn(chat);
    if (typeof args.messageId === 'string') {
      return answers.at(args.messageId)?.continuableId ?? null;
    }
    return this._mine(chat).length === 0
      ? (answers.lastEnded?.continuableId ?? null)
      : null;
  }

  /**
   * The last prompt of mine that waits and can be taken back; none while the input has a draft.
   */
  private _waitingIn(chat: IChatModel | null): IGeneration | null {
    const waiting = chat
      ? this._mine(chat).filter(one => one.can_take_back)
      : [];
    return chat && !hasDraft(chat.input)
      ? (waiting[waiting.length - 1] ?? null)
      : null;
  }

  private _mine(chat: IChatModel): readonly IGeneration[] {
    return mineIn(this._actions.generations, chat);
  }

  private _isStopping(
    chat: IChatModel | null,
    args: ReadonlyPartialJSONObject
  ): boolean {
    const ids = this._meant(chat, args).map(one => one.generation_id);
    return !!chat && this._actions.isStopping(chat, ids);
  }

  private _meant(
    chat: IChatModel | null,
    args: ReadonlyPartialJSONObject
  ): readonly IGeneration[] {
    const ids = this._idsOf(args);
    if (!chat) {
      return [];
    }
    return ids
      ? this._actions.generations
          .live(chat)
          .filter(one => ids.includes(one.generation_id) && one.may_stop)
      : this._mine(chat);
  }

  /**
   * With each key that is pressed in the input: where the current chat is, is asked once.
   */
  private _look(): void {
    const { current } = this._chats;
    this._follow(current);
    const state = JSON.stringify([
      current?.id,
      this._meant(current, {}).length > 0,
      this._isStopping(current, {}),
      this.canStopAll(),
      !!current && this._stopAndSend.can(current),
      this._waitingIn(current) !== null,
      this._promptOf(current, {}),
      this._replyOf(current, {})
    ]);
    if (state !== this._state) {
      this._state = state;
      this._changed.emit();
    }
  }

  /**
   * The mark of an answer may come after the news of its end, with its last message; and what can
   * be sent is known by the input alone.
   */
  private _follow(chat: IChatModel | null): void {
    const answers = chat && this._actions.answersIn(chat);
    if (answers !== this._answers) {
      this._answers?.changed.disconnect(this._look, this);
      this._input?.valueChanged.disconnect(this._look, this);
      this._input?.attachmentsChanged?.disconnect(this._look, this);
      this._answers = answers;
      this._input = chat?.input ?? null;
      answers?.changed.connect(this._look, this);
      this._input?.valueChanged.connect(this._look, this);
      this._input?.attachmentsChanged?.connect(this._look, this);
    }
  }

  private readonly _actions: IStopActions;
  private readonly _chats: IOpenChats;
  private readonly _changed = new Signal<this, void>(this);
  private readonly _stopAndSend: StopAndSend;
  private _answers: IChatAnswers | null = null;
  private _input: IInputModel | null = null;
  private _state = '';
  private _isDisposed = false;
}

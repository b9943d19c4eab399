import type { IChatModel, IMessage } from '@jupyter/chat';
import type { IDisposable } from '@lumino/disposable';
import { ISignal, Signal } from '@lumino/signaling';

import type { IAnswer, IChatAnswers } from '../generations/answers';
import type { IMark } from '../protocol';
import { answerOf, isSameAnswer, Tail } from './answer';
import { IListDifference, listDifference } from './difference';
import { isFinal, markIn } from './marks';
import { MultiMap } from './multi-map';

/**
 * The index of one open chat: which of its messages belong to which generation. Of a change of the
 * list it looks at what came and went, of a message at its mark where that is another one.
 */
export class ChatAnswers implements IChatAnswers, IDisposable {
  constructor(model: IChatModel, options: ChatAnswers.IOptions = {}) {
    this._model = model;
    this._onListed = options.onListed ?? (() => undefined);
    this._tailOf = options.tailOf ?? tailAsMarked;
    model.messagesUpdated.connect(this._onMessagesUpdated, this);
    this._onMessagesUpdated();
  }

  get changed(): ISignal<this, string> {
    return this._changed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  get lastEnded(): IAnswer | null {
    if (this._lastEnded === undefined) {
      this._lastEnded = this._findLastEnded();
    }
    return this._lastEnded;
  }

  /**
   * The ids of the generations of which the chat holds something.
   */
  get generationIds(): readonly string[] {
    return [...this._answers.keys()];
  }

  of(generationId: string): IAnswer | null {
    return this._answers.get(generationId) ?? null;
  }

  at(messageId: string): IAnswer | null {
    const mark = this._entries.get(messageId)?.mark;
    return mark ? this.of(mark.generation_id) : null;
  }

  droppedBy(stopId: string): readonly IAnswer[] {
    return sorted(this._dropped.get(stopId)).flatMap(
      ({ mark }) => (mark && this.of(mark.generation_id)) ?? []
    );
  }

  find(messageId: string): IMessage | null {
    return this._entries.get(messageId)?.message ?? null;
  }

  /**
   * The messages that carry a generation's mark.
   */
  messagesOf(generationId: string): readonly IMessage[] {
    return this._marked.get(generationId).map(entry => entry.message);
  }

  /**
   * The messages of a sender that carry no mark.
   */
  unmarkedOf(username: string): readonly IMessage[] {
    return this._unmarked.get(username).map(entry => entry.message);
  }

  /**
   * Look anew at an answer, of which another tail is there or shown.
   */
  look(generationId: string): void {
    const before = this.of(generationId);
    const now = this._make(generationId);
    if (isSameAnswer(before, now)) {
      return;
    }
    if (now) {
      this._answers.set(generationId, now);
    } else {
      this._answers.delete(generationId);
    }
    this._lastEnded = undefined;
    this._changed.emit(generationId);
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    Signal.clearData(this);
  }

  private _onMessagesUpdated(): void {
    const now = this._model.messages;
    const found = listDifference(this._list, now);
    if (!found) {
      return;
    }
    this._list = [...now];
    this._lastEnded = undefined;
    const touched = new Set<string>();
    found.removed.forEach(message => this._remove(message, touched));
    found.added.forEach(message => this._add(message, touched));
    for (let index = found.from; index < now.length; index++) {
      const entry = this._entries.get(now[index]?.id ?? '');
      if (entry) {
        entry.position = index;
      }
    }
    this._onListed(found);
    touched.forEach(id => this.look(id));
  }

  private _add(message: IMessage, touched: Set<string>): void {
    const { id, metadata } = message;
    const known = this._entries.get(id);
    if (known) {
      this._remove(known.message, touched);
    }
    const mark = markIn(metadata);
    const isDeleted = !!message.deleted;
    const entry = { message, metadata, mark, isDeleted, position: 0 };
    this._entries.set(id, entry);
    this._index(entry, touched);
    message.changed.connect(this._onMessageChanged, this);
  }

  private _remove(message: IMessage, touched: Set<string>): void {
    message.changed.disconnect(this._onMessageChanged, this);
    const entry = this._entries.get(message.id);
    if (entry?.message === message) {
      this._unindex(entry, touched);
      this._entries.delete(message.id);
    }
  }

  private _onMessageChanged(message: IMessage): void {
    const entry = this._entries.get(message.id);
    if (!entry) {
      return;
    }
    const touched = new Set<string>();
    if (entry.metadata !== message.metadata) {
      entry.metadata = message.metadata;
      this._unindex(entry, touched);
      entry.mark = markIn(message.metadata);
      this._index(entry, touched);
    }
    if (entry.isDeleted !== !!message.deleted) {
      entry.isDeleted = !!message.deleted;
      this._touch(entry, touched);
    }
    touched.forEach(id => this.look(id));
  }

  private _index(entry: IEntry, touched: Set<string>): void {
    const { mark, message } = entry;
    if (mark) {
      this._marked.add(mark.generation_id, entry);
      this._prompted.add(mark.prompt_id, mark.generation_id);
      if (mark.stop_id !== undefined) {
        this._dropped.add(mark.stop_id, entry);
      }
    } else {
      this._unmarked.add(message.sender.username, entry);
    }
    this._touch(entry, touched);
  }

  private _unindex(entry: IEntry, touched: Set<string>): void {
    this._touch(entry, touched);
    const { mark, message } = entry;
    if (!mark) {
      this._unmarked.delete(message.sender.username, entry);
      return;
    }
    this._marked.delete(mark.generation_id, entry);
    this._dropped.delete(mark.stop_id ?? '', entry);
    if (this._marked.get(mark.generation_id).length === 0) {
      this._prompted.delete(mark.prompt_id, mark.generation_id);
    }
  }

  /**
   * Note the generations of which a message is a part or the prompt.
   */
  private _touch(entry: IEntry, touched: Set<string>): void {
    const { mark, message } = entry;
    if (mark) {
      touched.add(mark.generation_id);
    }
    this._prompted.get(message.id).forEach(id => touched.add(id));
  }

  private _make(generationId: string): IAnswer | null {
    const messages = sorted(this._marked.get(generationId)).map(
      entry => entry.message
    );
    return answerOf(messages, id => this.find(id), this._tailOf);
  }

  private _findLastEnded(): IAnswer | null {
    if (this._answers.size > 0) {
      for (let index = this._list.length - 1; index >= 0; index--) {
        const mark = this._entries.get(this._list[index]?.id ?? '')?.mark;
        if (mark && isFinal(mark)) {
          return this.of(mark.generation_id);
        }
      }
    }
    return null;
  }

  private readonly _model: IChatModel;
  private readonly _onListed: (change: IListDifference<IMessage>) => void;
  private readonly _tailOf: (message: IMessage) => Tail;
  private readonly _changed = new Signal<this, string>(this);
  private readonly _entries = new Map<string, IEntry>();
  private readonly _marked = new MultiMap<string, IEntry>();
  private readonly _unmarked = new MultiMap<string, IEntry>();
  private readonly _dropped = new MultiMap<string, IEntry>();
  private readonly _prompted = new MultiMap<string, string>();
  private readonly _answers = new Map<string, IAnswer>();
  private _list: readonly IMessage[] = [];
  private _lastEnded: IAnswer | null | undefined;
  private _isDisposed = false;
}

export namespace ChatAnswers {
  export interface IOptions {
    /**
     * Called with what came into the list and left it, before the answers are looked at.
     */
    readonly onListed?: (change: IListDifference<IMessage>) => void;

    /**
     * Says what there is of a message beyond its body; without it what its mark says, hidden.
     */
    readonly tailOf?: (message: IMessage) => Tail;
  }
}

interface IEntry {
  readonly message: IMessage;
  metadata: IMessage['metadata'];
  mark: IMark | null;
  isDeleted: boolean;
  position: number;
}

function sorted(entries: readonly IEntry[]): readonly IEntry[] {
  return [...entries].sort((one, other) => one.position - other.position);
}

function tailAsMarked(message: IMessage): Tail {
  return markIn(message.metadata)?.unseen && !message.edited
    ? 'hidden'
    : 'none';
}

import type { IChatModel, IMessage } from '@jupyter/chat';

import type { IGeneration } from '../generations/generation';
import { IPreferences, Preferences } from '../generations/preferences';
import type { IChatGate, IGenerations, ITexts } from '../generations/tokens';
import { checksum, ISeen } from '../protocol';
import { ChatAnswers } from './answers';
import { Deletions } from './deletions';
import type { IListDifference } from './difference';
import { GatedMessage } from './gated-message';
import { holdStill, putIn } from './in-page';
import { MessageList } from './message-list';
import { ShutGenerations } from './shut-generations';
import { textOf } from './view';

/**
 * What stands between the updates of one open chat and the page.
 */
export class ChatGate implements IChatGate {
  constructor(
    model: IChatModel,
    generations: IGenerations,
    preferences: IPreferences = new Preferences()
  ) {
    this._model = model;
    this._preferences = preferences;
    this._wasRestShown = preferences.values.isRestShown;
    this._list = new MessageList(model);
    this._shut = new ShutGenerations(model, generations);
    this.answers = new ChatAnswers(model, {
      onListed: change => this._onListed(change),
      tailOf: message => this._messages.get(message.id)?.tail ?? 'none'
    });
    this._deletions = new Deletions(model, id =>
      this._messages.get(id)?.discard()
    );
    this.answers.changed.connect(this._onAnswerChanged, this);
    this._shut.changed.connect(this._openOthers, this);
    preferences.changed.connect(this._onPreferencesChanged, this);
    model.disposed?.connect(this.dispose, this);
  }

  readonly answers: ChatAnswers;

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  textsOf(messageId: string): ITexts {
    const { shown = '', written = '' } = this._messages.get(messageId) ?? {};
    return { shown, written };
  }

  shut(generations: readonly IGeneration[]): readonly ISeen[] {
    if (this._isDisposed) {
      return [];
    }
    generations.forEach(generation => this._shut.add(generation));
    const replies = new Set<GatedMessage>();
    for (const generation of generations) {
      this._repliesOf(generation).forEach(gated => replies.add(gated));
    }
    return [...replies].map(gated => this._freeze(gated));
  }

  open(generationId: string): void {
    this._shut.delete(generationId);
  }

  reveal(generationId: string, isShown: boolean): void {
    this._revealed.set(generationId, isShown);
    this._list.renderOnce(() =>
      this._markedOf(generationId).forEach(gated => gated.reveal(isShown))
    );
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._model.disposed?.disconnect(this.dispose, this);
    this._preferences.changed.disconnect(this._onPreferencesChanged, this);
    this._deletions.dispose();
    this._shut.dispose();
    this.answers.dispose();
    this._messages.forEach(gated => gated.dispose());
    this._messages.clear();
    this._frozen.clear();
  }

  /**
   * Freeze a reply as it stands on the screen.
   */
  private _freeze(gated: GatedMessage): ISeen {
    const { isShut: wasShut, message, painted } = gated;
    const isBehind = painted.isBehind;
    gated.shut();
    this._frozen.add(gated);
    if (isBehind && !wasShut && gated.isShut) {
      // When the stop has been sent: to copy a long reply takes its time, and nothing that is being
      // rendered comes into the page within this task.
      queueMicrotask(() => holdStill(this._model, message, painted.settled));
    }
    const { shown } = gated;
    return {
      message_id: message.id,
      length: shown.length,
      checksum: checksum(shown)
    };
  }

  /**
   * Open what is held still and is no reply of what was stopped.
   */
  private _openOthers(): void {
    this._list.renderOnce(() => {
      for (const gated of this._frozen) {
        const { isShut, mark, message } = gated;
        if (!isShut || !this._shut.claim(message, mark)) {
          this._frozen.delete(gated);
          gated.open();
          this._letGo(gated);
        }
      }
    });
  }

  /**
   * A message is of a generation as soon as its mark says so, whatever it was taken for before.
   */
  private _onAnswerChanged(_: ChatAnswers, generationId: string): void {
    if (this._shut.has(generationId)) {
      for (const gated of this._markedOf(generationId)) {
        const { isShut, message, mark } = gated;
        if (!isShut && this._shut.isReply(message, mark, generationId)) {
          this._freezeLate(gated);
        }
      }
    }
    if (this._frozen.size > 0) {
      this._openOthers();
    }
  }

  private _freezeLate(gated: GatedMessage): void {
    const { message, painted } = gated;
    const wasDeleted = !!message.deleted;
    gated.shut({ deleted: textOf(painted.last) === '' });
    this._frozen.add(gated);
    if (wasDeleted !== !!message.deleted) {
      this._list.render();
    }
  }

  private _onPreferencesChanged(): void {
    const { isRestShown } = this._preferences.values;
    if (isRestShown === this._wasRestShown) {
      return;
    }
    this._wasRestShown = isRestShown;
    this._revealed.clear();
    this._list.renderOnce(() => {
      for (const id of this.answers.generationIds) {
        this._markedOf(id).forEach(gated => gated.reveal(null));
      }
    });
  }

  private _onListed(change: IListDifference<IMessage>): void {
    change.added.forEach(message => this._adopt(message));
    for (const message of change.removed) {
      const gated = this._messages.get(message.id);
      if (gated?.message === message) {
        this._letGo(gated);
      }
    }
  }

  private _adopt(message: IMessage): void {
    const earlier = this._messages.get(message.id);
    const gated: GatedMessage = new GatedMessage(
      message,
      () => this._list.render(),
      {
        earlier,
        preferences: this._preferences,
        onTail: () => this._onTail(gated),
        putIn: () => putIn(this._model, message)
      }
    );
    this._messages.set(message.id, gated);
    const { mark } = gated;
    const isRevealed = mark && this._revealed.get(mark.generation_id);
    if (typeof isRevealed === 'boolean') {
      gated.reveal(isRevealed);
    }
    if (earlier?.frozen) {
      // The chat was read anew; the person goes on seeing what they saw.
      gated.shut(earlier.frozen);
      this._frozen.add(gated);
    } else if (this._shut.claim(message, mark)) {
      // Nothing is shown of a reply that begins after the stop.
      gated.shut({ deleted: true });
      this._frozen.add(gated);
    }
    if (earlier) {
      this._frozen.delete(earlier);
      earlier.dispose();
    }
  }

  /**
   * Let go of a message that has left the list. A chat that is read anew may be empty for a moment:
   * what is shown of a message and is not in it is remembered.
   */
  private _letGo(gated: GatedMessage): void {
    const { isShut, message, tail } = gated;
    const isGone = this.answers.find(message.id) !== message;
    if (isGone && !isShut && tail !== 'shown') {
      gated.dispose();
      this._messages.delete(message.id);
    }
  }

  private _markedOf(generationId: string): readonly GatedMessage[] {
    return this._gatedOf(this.answers.messagesOf(generationId));
  }

  private _repliesOf(generation: IGeneration): readonly GatedMessage[] {
    const { generation_id, persona_id, reply_ids } = generation;
    const messages = new Set([
      ...this.answers.messagesOf(generation_id),
      ...this.answers.unmarkedOf(persona_id)
    ]);
    for (const id of reply_ids) {
      const known = this.answers.find(id);
      if (known) {
        messages.add(known);
      }
    }
    return this._gatedOf(messages).filter(({ mark, message }) =>
      this._shut.isReply(message, mark, generation_id)
    );
  }

  private _gatedOf(messages: Iterable<IMessage>): readonly GatedMessage[] {
    const found: GatedMessage[] = [];
    for (const { id } of messages) {
      const gated = this._messages.get(id);
      if (gated) {
        found.push(gated);
      }
    }
    return found;
  }

  private _onTail({ mark }: GatedMessage): void {
    if (mark) {
      this.answers.look(mark.generation_id);
    }
  }

  private readonly _model: IChatModel;
  private readonly _preferences: IPreferences;
  private readonly _list: MessageList;
  private readonly _shut: ShutGenerations;
  private readonly _deletions: Deletions;
  private readonly _messages = new Map<string, GatedMessage>();
  /**
   * What was held still, and may be still.
   */
  private readonly _frozen = new Set<GatedMessage>();
  /**
   * The generations of which the tail was shown or hidden by hand.
   */
  private readonly _revealed = new Map<string, boolean>();
  private _wasRestShown: boolean;
  private _isDisposed = false;
}

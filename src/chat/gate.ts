import type { IChatModel, IMessage } from '@jupyter/chat';

import {
  IChatGate,
  IGenerations,
  IPreferences,
  Preferences
} from '../generations';
import { checksum, IGenerationRecord, ISeen } from '../protocol';
import { GatedMessage } from './gated-message';

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
    this._generations = generations;
    this._preferences = preferences;
    this._wasRestShown = preferences.values.isRestShown;
    model.messagesUpdated.connect(this._onMessagesUpdated, this);
    model.disposed?.connect(this.dispose, this);
    generations.ended.connect(this._onEnded, this);
    preferences.changed.connect(this._onPreferencesChanged, this);
    this._adopt(false);
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  shut(generations: readonly IGenerationRecord[]): readonly ISeen[] {
    const seen: ISeen[] = [];
    for (const generation of generations) {
      this._shut.set(generation.generation_id, generation);
      for (const gated of this._repliesOf(generation)) {
        const shown = gated.shown;
        seen.push({
          message_id: gated.message.id,
          length: shown.length,
          checksum: checksum(shown)
        });
        gated.shut();
      }
    }
    return seen;
  }

  open(generationId: string): void {
    const generation = this._shut.get(generationId);
    if (!generation) {
      return;
    }
    this._shut.delete(generationId);
    this._repliesOf(generation).forEach(gated => gated.open());
  }

  reveal(generationId: string, isShown: boolean): void {
    [...this._messages.values()]
      .filter(gated => gated.mark?.generation_id === generationId)
      .forEach(gated => gated.reveal(isShown));
  }

  isRevealed(generationId: string): boolean {
    return [...this._messages.values()].some(
      gated => gated.isRevealed && gated.mark?.generation_id === generationId
    );
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._model.messagesUpdated.disconnect(this._onMessagesUpdated, this);
    this._generations.ended.disconnect(this._onEnded, this);
    this._preferences.changed.disconnect(this._onPreferencesChanged, this);
    this._messages.forEach(gated => gated.dispose());
    this._messages.clear();
    this._shut.clear();
  }

  private _onMessagesUpdated(): void {
    this._adopt(true);
  }

  /**
   * A generation that has ended writes nothing new, but what it wrote may still be on its way: the
   * chat has a connection of its own. Its replies open when their final mark comes; what turns out
   * not to be among them opens now.
   */
  private _onEnded(_: IGenerations, generation: IGenerationRecord): void {
    const known = this._shut.get(generation.generation_id);
    if (!known) {
      return;
    }
    this._shut.set(generation.generation_id, generation);
    for (const gated of this._repliesOf(known)) {
      if (!this._isReplyOf(gated, generation)) {
        gated.open();
      }
    }
  }

  private _onPreferencesChanged(): void {
    const { isRestShown } = this._preferences.values;
    if (isRestShown !== this._wasRestShown) {
      this._wasRestShown = isRestShown;
      this._messages.forEach(gated => gated.reveal(isRestShown));
    }
  }

  private _adopt(isNew: boolean): void {
    const ids = new Set<string>();
    for (const message of this._model.messages) {
      ids.add(message.id);
      if (this._messages.get(message.id)?.message !== message) {
        this._adoptOne(message, isNew);
      }
    }
    for (const [id, gated] of this._messages) {
      // A chat that is read anew may be empty for a moment: what a person sees of it that is not
      // in it is remembered.
      if (!ids.has(id) && !gated.isShut && !this._isByHand(gated)) {
        gated.dispose();
        this._messages.delete(id);
      }
    }
  }

  private _adoptOne(message: IMessage, isNew: boolean): void {
    const earlier = this._messages.get(message.id);
    earlier?.dispose();
    const gated = new GatedMessage(
      message,
      () => this._renderList(),
      this._preferences
    );
    this._messages.set(message.id, gated);
    const isOfShut = [...this._shut.values()].some(generation =>
      this._isReplyOf(gated, generation)
    );
    if (earlier?.isShut) {
      // The chat was read anew; the person goes on seeing what they saw.
      const { body, deleted } = earlier.message.content;
      gated.shut({ body, deleted });
    } else if (isNew && isOfShut) {
      gated.shut({ deleted: true });
    }
    gated.reveal(
      earlier?.mark?.unseen === undefined
        ? this._preferences.values.isRestShown
        : earlier.isRevealed
    );
  }

  /**
   * Whether a person has shown or hidden a tail against what is set.
   */
  private _isByHand(gated: GatedMessage): boolean {
    return (
      gated.mark?.unseen !== undefined &&
      gated.isRevealed !== this._preferences.values.isRestShown
    );
  }

  private _repliesOf(generation: IGenerationRecord): GatedMessage[] {
    return [...this._messages.values()].filter(gated =>
      this._isReplyOf(gated, generation)
    );
  }

  private _isReplyOf(
    gated: GatedMessage,
    generation: IGenerationRecord
  ): boolean {
    const { message, mark } = gated;
    if (message.sender.username !== generation.persona_id) {
      return false;
    }
    if (mark !== null) {
      return mark.generation_id === generation.generation_id;
    }
    // Its mark comes with its first chunk. Until then: whatever the persona says while it runs.
    return (
      generation.reply_ids.includes(message.id) ||
      (generation.state !== 'ended' && message.time >= generation.started_at)
    );
  }

  /**
   * The list of messages looks at which are deleted only when messages come and go.
   */
  private _renderList(): void {
    this._model.messagesInserted(this._model.messages.length, []);
  }

  private readonly _model: IChatModel;
  private readonly _generations: IGenerations;
  private readonly _preferences: IPreferences;
  private readonly _messages = new Map<string, GatedMessage>();
  private readonly _shut = new Map<string, IGenerationRecord>();
  private _wasRestShown: boolean;
  private _isDisposed = false;
}

import type { IChatModel, IMessage } from '@jupyter/chat';
import { Signal } from '@lumino/signaling';

import type { IAnswer, IChatAnswers } from '../../generations';
import { IMark, parseMark } from '../../protocol';

/**
 * The answers that the messages of a chat say, found by looking at all of them.
 */
export class FakeAnswers implements IChatAnswers {
  constructor(model: IChatModel) {
    this._model = model;
    model.messagesUpdated.connect(this._look, this);
    this._look();
  }

  readonly changed = new Signal<this, string>(this);

  get lastEnded(): IAnswer | null {
    const ended = [...this._answers.values()].filter(
      ({ mark }) => mark.status !== 'streaming'
    );
    return ended[ended.length - 1] ?? null;
  }

  of(generationId: string): IAnswer | null {
    return this._answers.get(generationId) ?? null;
  }

  at(messageId: string): IAnswer | null {
    const message = this.find(messageId);
    const mark = message && this._markOf(message);
    return mark ? this.of(mark.generation_id) : null;
  }

  find(messageId: string): IMessage | null {
    return this._model.messages.find(one => one.id === messageId) ?? null;
  }

  /**
   * A tail is shown in this page, or hidden.
   */
  reveal(generationId: string, isShown: boolean): void {
    if (isShown) {
      this._revealed.add(generationId);
    } else {
      this._revealed.delete(generationId);
    }
    this._look();
  }

  private _look(): void {
    const marked = new Map<string, IMessage[]>();
    for (const message of this._model.messages) {
      message.changed.connect(this._look, this);
      const id = this._markOf(message)?.generation_id;
      if (id !== undefined) {
        marked.set(id, [...(marked.get(id) ?? []), message]);
      }
    }
    const before = this._answers;
    this._answers = new Map();
    for (const [id, messages] of marked) {
      const answer = this._answerOf(messages);
      const known = before.get(id);
      const isSame = Private.isSame(known ?? null, answer);
      if (answer) {
        this._answers.set(id, isSame && known ? known : answer);
      }
      if (!isSame) {
        this.changed.emit(id);
      }
    }
  }

  private _answerOf(messages: readonly IMessage[]): IAnswer | null {
    const marks = messages.map(one => this._markOf(one) as IMark);
    const promptId = marks[0]?.prompt_id ?? '';
    const shown = messages.filter(one => !one.deleted);
    const labelled =
      messages.find(one => one.id === promptId) ?? shown[shown.length - 1];
    const prompt = this.find(promptId);
    return labelled
      ? {
          mark: this._markOf(labelled) as IMark,
          labelledId: labelled.id,
          prompt: prompt?.deleted ? null : prompt,
          hasReply: messages.some(one => one.id !== promptId),
          hasUnseen: marks.some(mark => !!mark.unseen),
          isRevealed: this._revealed.has(marks[0]?.generation_id ?? '')
        }
      : null;
  }

  private _markOf({ metadata }: IMessage): IMark | null {
    return metadata ? parseMark(metadata) : null;
  }

  private readonly _model: IChatModel;
  private readonly _revealed = new Set<string>();
  private _answers = new Map<string, IAnswer>();
}

namespace Private {
  export function isSame(a: IAnswer | null, b: IAnswer | null): boolean {
    const words = (answer: IAnswer | null) =>
      JSON.stringify({ ...answer, prompt: answer?.prompt?.id });
    return a?.prompt === b?.prompt && words(a) === words(b);
  }
}

import type { IAttachment, IInputModel, IUser } from '@jupyter/chat';
import { Signal } from '@lumino/signaling';

/**
 * The part of a chat's input that is used here, with real signals.
 */
export class FakeInput {
  constructor(readonly id = 'input') {}

  readonly valueChanged = new Signal<this, string>(this);
  readonly attachmentsChanged = new Signal<this, readonly IAttachment[]>(this);
  readonly attachments: IAttachment[] = [];
  readonly mentions: IUser[] = [];

  /**
   * Who is known in the chat.
   */
  readonly chatContext = { users: new Array<IUser>() };

  /**
   * How often the focus was asked for.
   */
  focused = 0;

  get asModel(): IInputModel {
    return this as unknown as IInputModel;
  }

  get value(): string {
    return this._value;
  }

  set value(value: string) {
    this._value = value;
    this.valueChanged.emit(value);
  }

  focus(): void {
    this.focused += 1;
  }

  type(value: string): void {
    this.value = value;
  }

  addAttachment(attachment: IAttachment): void {
    this.attachments.push(attachment);
    this.attachmentsChanged.emit(this.attachments);
  }

  removeAttachment(attachment: IAttachment): void {
    this.attachments.splice(this.attachments.indexOf(attachment), 1);
    this.attachmentsChanged.emit(this.attachments);
  }

  /**
   * What was sent, with what was attached to it.
   */
  readonly sent: [string, readonly IAttachment[]][] = [];

  send(text: string): void {
    this.sent.push([text, [...this.attachments]]);
    this.value = '';
    this.attachments.length = 0;
    this.attachmentsChanged.emit(this.attachments);
  }

  addMention(user: IUser): void {
    this.mentions.push(user);
  }

  private _value = '';
}

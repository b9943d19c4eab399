import type { IAttachment, IInputModel } from '@jupyter/chat';

/**
 * What a chat's input has at one moment, to be sent at a later one.
 */
export class Draft {
  constructor(input: IInputModel) {
    this._input = input;
    this._text = input.value;
    this._attachments = input.attachments.map(told);
  }

  /**
   * Send it by the input, as its Send does, and leave in the input what has come behind it since.
   *
   * @param submit - What is done with an input before its message is sent.
   *
   * @returns Whether it was sent: it is not where the input does not begin with it any more.
   */
  async send(
    submit: (input: IInputModel) => Promise<void> | undefined
  ): Promise<boolean> {
    const input = this._input;
    const attached = input.attachments.map(told);
    if (
      !input.value.startsWith(this._text) ||
      this._attachments.some(one => !attached.includes(one))
    ) {
      return false;
    }
    const later = input.attachments.filter(
      one => !this._attachments.includes(told(one))
    );
    const rest = input.value.slice(this._text.length);
    later.forEach(one => input.removeAttachment?.(one));
    if (rest) {
      input.value = this._text;
    }
    await submit(input);
    input.send(input.value);
    if (rest) {
      input.value = rest;
    }
    later.forEach(one => input.addAttachment?.(one));
    return true;
  }

  private readonly _input: IInputModel;
  private readonly _text: string;
  private readonly _attachments: readonly string[];
}

/**
 * By which an attachment is known again.
 */
function told(attachment: IAttachment): string {
  return JSON.stringify(attachment);
}

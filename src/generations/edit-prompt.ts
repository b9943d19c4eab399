import type { IAttachment, IChatModel, IUser } from '@jupyter/chat';

interface IPrompt {
  readonly body: string;
  readonly attachments?: readonly IAttachment[];
  readonly mentions?: readonly IUser[];
}

/**
 * Put a prompt back into the input of its chat, which is empty, with what was attached to it and
 * whom it mentions.
 */
export function editPrompt(prompt: IPrompt, model: IChatModel): void {
  const { input } = model;
  input.value = prompt.body;
  prompt.attachments?.forEach(one => input.addAttachment?.(one));
  prompt.mentions?.forEach(one => input.addMention?.(one));
  input.focus();
}

import type { IChatModel } from '@jupyter/chat';

import { hasDraft } from './has-draft';
import { editPrompt } from './edit-prompt';
import type { IGeneration } from './generation';
import type { IStopActions } from './tokens';

/**
 * Take a prompt that waits back into the input of its chat, with what was attached to it. Where the
 * input has a draft nothing is done. What is typed while the server is asked stays, below the prompt.
 */
export async function takeBack(
  actions: IStopActions,
  model: IChatModel,
  { generation_id, prompt_id }: IGeneration
): Promise<void> {
  const prompt = actions.answersIn(model).find(prompt_id);
  if (typeof prompt?.body !== 'string' || hasDraft(model.input)) {
    return;
  }
  // As it is now: the server empties it.
  const { attachments, body, mentions } = prompt;
  if (await actions.move(model, generation_id, 'input')) {
    const typed = model.input.value;
    const text = typed.trim() ? `${body}\n\n${typed}` : body;
    editPrompt({ attachments, body: text, mentions }, model);
  }
}

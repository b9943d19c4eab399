import type { IChatModel, IMessage, IMessageContent } from '@jupyter/chat';

import type { IChatGate } from '../generations';
import { IMark, MARK_KEY } from '../protocol';
import type { LocalAnswer } from './answer';

/**
 * Mark what a stopped answer leaves: its replies, each cut where the person saw it end, and where
 * nothing of them was seen its prompt. It is called again when the receipt is another.
 *
 * What can be asked again is known to this page alone, so that the mark does not promise it to
 * others.
 */
export function markAnswer(answer: LocalAnswer, gate: IChatGate): void {
  const { limit, record, stoppedAt } = answer;
  const stoppedS = stoppedAt ?? Date.now() / 1000;
  const tookMs = Math.round((stoppedS - record.started_at) * 1000);
  const replies = record.reply_ids
    .map(id => gate.answers.find(id))
    .filter(reply => reply !== null);
  const mark: IMark = {
    generation_id: record.generation_id,
    prompt_id: record.prompt_id,
    status: 'interrupted',
    stopped_by: record.stopped_by,
    stopped_at: stoppedS,
    ...(limit && { limit }),
    took_s: tookMs / 1000,
    characters:
      gate.answers.of(record.generation_id)?.mark.characters ??
      replies.reduce((sum, { id }) => sum + gate.textsOf(id).written.length, 0),
    receipt: record.receipt ?? 'cancelled',
    can_regenerate: false,
    can_reload: false
  };
  const areSeen = replies.map(reply =>
    markReply(answer.model, reply, mark, gate)
  );
  const prompt = gate.answers.find(record.prompt_id);
  if (!areSeen.includes(true) && prompt) {
    write(answer.model, prompt, {
      metadata: { ...prompt.metadata, [MARK_KEY]: { ...mark } }
    });
  }
}

/**
 * Take the mark of an earlier stop off the prompt: it is being answered again.
 */
export function unmarkPrompt(
  { model, record }: LocalAnswer,
  gate: IChatGate
): void {
  const prompt = gate.answers.find(record.prompt_id);
  const mark = gate.answers.at(record.prompt_id)?.mark;
  if (prompt?.metadata && mark?.prompt_id === prompt.id) {
    const rest = Object.entries(prompt.metadata).filter(
      ([name]) => name !== MARK_KEY
    );
    write(model, prompt, { metadata: Object.fromEntries(rest) });
  }
}

/**
 * @returns Whether anything of it was seen.
 */
function markReply(
  model: IChatModel,
  reply: IMessage,
  mark: IMark,
  gate: IChatGate
): boolean {
  const known = gate.answers.at(reply.id)?.mark;
  const { shown, written } = gate.textsOf(reply.id);
  const isMarked = known?.generation_id === mark.generation_id;
  const unseen = isMarked
    ? known.unseen
    : written.startsWith(shown)
      ? written.slice(shown.length)
      : written;
  const isRewritten = isMarked
    ? known.is_rewritten
    : !written.startsWith(shown);
  write(model, reply, {
    metadata: {
      ...reply.metadata,
      [MARK_KEY]: {
        ...mark,
        ...(unseen && { unseen }),
        ...(unseen && isRewritten && { is_rewritten: true })
      }
    },
    ...(!isMarked && { body: shown, deleted: shown === '' })
  });
  return shown !== '';
}

/**
 * Change a message in the page and, where the chat is a shared document, in that. Other chats have no
 * way to save what a page adds to a message.
 */
function write(
  model: IChatModel,
  message: IMessage,
  changes: Partial<Pick<IMessageContent, 'body' | 'deleted' | 'metadata'>>
): void {
  message.update(changes);
  const shared: unknown = Reflect.get(model, 'sharedModel');
  if (isSharedChat(shared)) {
    const index = shared.getMessageIndex(message.id);
    const saved = index < 0 ? undefined : shared.getMessage(index);
    if (saved) {
      shared.updateMessage(index, { ...saved, ...changes });
    }
  }
}

/**
 * The part of jupyterlab-chat's shared document that is used here.
 */
interface ISharedChat {
  getMessageIndex(id: string): number;
  getMessage(index: number): object | undefined;
  updateMessage(index: number, message: object): void;
}

function isSharedChat(value: unknown): value is ISharedChat {
  return (
    typeof value === 'object' &&
    value !== null &&
    ['getMessageIndex', 'getMessage', 'updateMessage'].every(
      name => typeof Reflect.get(value, name) === 'function'
    )
  );
}

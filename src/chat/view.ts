import type { IMessageContent } from '@jupyter/chat';
import { JSONExt, PartialJSONValue } from '@lumino/coreutils';

/**
 * What a person sees of a message.
 */
export type View = Partial<IMessageContent>;

/**
 * What a person sees of a message with this content.
 */
export function viewOf(content: View): View {
  return pick(content, name => SEEN.has(name));
}

/**
 * The fields of an update that change something, and nothing of what a person sees.
 */
export function unseenChanges(content: View, updated: View): View {
  return pick(
    updated,
    name =>
      !SEEN.has(name) &&
      !isSame(Reflect.get(content, name), Reflect.get(updated, name))
  );
}

/**
 * The fields in which a view is another than what is shown; none where it is the same.
 */
export function difference(shown: View, view: View): View {
  const found: View = {};
  for (const name of SEEN) {
    const value: unknown = Reflect.get(view, name);
    if (name === 'deleted') {
      if (!!shown.deleted !== !!view.deleted) {
        found.deleted = !!view.deleted;
      }
    } else if (Reflect.get(shown, name) !== value) {
      Object.assign(found, { [name]: value });
    }
  }
  return found;
}

export function isEmpty(fields: View): boolean {
  return Object.keys(fields).length === 0;
}

/**
 * The text that is seen; empty where the message is deleted or is no text.
 */
export function textOf({ body, deleted }: View): string {
  return deleted || typeof body !== 'string' ? '' : body;
}

/**
 * The fields that change what a person sees of a message.
 */
const SEEN: ReadonlySet<string> = new Set([
  'body',
  'mime_model',
  'mentions',
  'attachments',
  'deleted'
]);

/**
 * Whether one value says what the other says. The same object may say something else by now.
 */
function isSame(one: unknown, other: unknown): boolean {
  return isObject(one) && isObject(other)
    ? one !== other && JSONExt.deepEqual(one, other)
    : one === other;
}

function isObject(value: unknown): value is PartialJSONValue {
  return typeof value === 'object' && value !== null;
}

function pick(fields: View, isWanted: (name: string) => boolean): View {
  const picked: View = {};
  for (const [name, value] of Object.entries(fields)) {
    if (isWanted(name)) {
      Object.assign(picked, { [name]: value });
    }
  }
  return picked;
}

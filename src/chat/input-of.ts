import type { IChatModel } from '@jupyter/chat';

/**
 * The element of a chat's input, by which it is found in every panel; null while it is not in the
 * page.
 */
export function inputOf(chat: IChatModel): Element | null {
  const { id } = chat.input;
  const known = found.get(chat);
  if (known?.isConnected && known.getAttribute(ATTRIBUTE) === id) {
    return known;
  }
  // In a page with a long chat, this takes longer than all else that a key in its input does.
  const element = document.querySelector(selectorOf(chat));
  if (element) {
    found.set(chat, element);
  }
  return element;
}

/**
 * What finds the element of a chat's input: one in each place where the chat is shown.
 */
export function selectorOf(chat: IChatModel): string {
  return `[${ATTRIBUTE}="${CSS.escape(chat.input.id)}"]`;
}

const ATTRIBUTE = 'data-input-id';

const found = new WeakMap<IChatModel, Element>();

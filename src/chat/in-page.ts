import type { IChatModel, IMessage } from '@jupyter/chat';

import { selectorOf } from './input-of';

/**
 * Keep what the page shows of a message as it is, while renders that began earlier end: a renderer
 * cannot be called back, and puts what it has made into the message's node.
 *
 * @param until - Resolved when what is to be seen has been rendered last. After ten seconds it is
 * not waited for any more.
 */
export function holdStill(
  model: IChatModel,
  message: IMessage,
  until: Promise<void>
): void {
  for (const container of containersOf(model, message)) {
    const node = container.querySelector<HTMLElement>(RENDERED);
    const release = node ? holdContent(node) : hide(container);
    void Promise.race([
      until.then(() => pause(COMMIT_MS)),
      pause(PATIENCE_MS)
    ]).then(release);
  }
}

/**
 * What the page has put in of a message last, whether it is held still or not: another object as
 * soon as it has put in something else. Null where nothing of the message is on the page.
 */
export function putIn(
  model: IChatModel,
  message: IMessage
): Node | string | null {
  let node = nodes.get(message);
  if (!node?.isConnected) {
    const [container] = containersOf(model, message);
    node = container?.querySelector<HTMLElement>(RENDERED) ?? undefined;
    if (!node) {
      return null;
    }
    nodes.set(message, node);
  }
  return (held.get(node) ?? node.childNodes)[0] ?? null;
}

/**
 * The element that holds a chat and nothing else.
 */
const CHAT = '.jp-ThemedContainer';

/**
 * A message that is not deleted has one; they stand in the order of the messages.
 */
const CONTAINER = '.jp-chat-message-container';

const RENDERED = ':scope > .jp-chat-rendered-message';

/**
 * How long the page may take to put into a node what it has rendered, in milliseconds.
 */
const COMMIT_MS = 100;

const PATIENCE_MS = 10_000;

/**
 * The nodes that are held still, with what the page has put in last.
 */
const held = new WeakMap<HTMLElement, readonly (Node | string)[]>();

/**
 * The nodes of messages: to find one takes longer than to look into it.
 */
const nodes = new WeakMap<IMessage, HTMLElement>();

/**
 * The elements of a message, one in each place where its chat is shown.
 */
function containersOf(
  model: IChatModel,
  message: IMessage
): readonly HTMLElement[] {
  const index = model.messages.filter(one => !one.deleted).indexOf(message);
  const found: HTMLElement[] = [];
  document.querySelectorAll(selectorOf(model)).forEach(input => {
    const chat = input.closest(CHAT);
    const container = chat?.querySelectorAll<HTMLElement>(CONTAINER)[index];
    if (container) {
      found.push(container);
    }
  });
  return found;
}

/**
 * The page replaces the children of the node with what it has rendered. A copy of them stays, and
 * the newest waits.
 */
function holdContent(node: HTMLElement): () => void {
  if (held.has(node)) {
    return () => undefined;
  }
  const children = [...node.childNodes];
  held.set(node, children);
  node.replaceChildren(...children.map(child => child.cloneNode(true)));
  node.replaceChildren = (...newest) => {
    held.set(node, newest);
  };
  return () => {
    const newest = held.get(node) ?? [];
    held.delete(node);
    Reflect.deleteProperty(node, 'replaceChildren');
    node.replaceChildren(...newest);
  };
}

/**
 * Nothing of the message has been on the screen.
 */
function hide(container: HTMLElement): () => void {
  container.style.display = 'none';
  return () => {
    container.style.display = '';
  };
}

function pause(ms: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, ms));
}

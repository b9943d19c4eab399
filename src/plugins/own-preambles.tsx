import {
  ChatReactContext,
  IInputToolbarRegistryFactory,
  IMessagePreambleRegistry
} from '@jupyter/chat';
import * as React from 'react';

/**
 * Give a place above each message to chats whose maker gave them none: to those whose toolbar a
 * factory makes from now on.
 *
 * @param preambles - What is shown there, of us alone: nobody else was to be in such a chat.
 */
export function addToChatsWithout(
  factory: IInputToolbarRegistryFactory,
  preambles: IMessagePreambleRegistry
): void {
  const create = factory.create.bind(factory);
  factory.create = () => {
    const registry = create();
    registry.addItem(ITEM, {
      element: () => <OwnPreambles preambles={preambles} />,
      position: 0
    });
    return registry;
  };
}

/**
 * An item of a toolbar that shows nothing there: it is how a chat is reached that is in no list.
 */
function OwnPreambles(props: {
  readonly preambles: IMessagePreambleRegistry;
}): null {
  // Null where others show the toolbar by itself.
  const context = React.useContext(ChatReactContext) ?? null;
  // The messages are laid out anew, with it, when the first of them comes.
  React.useLayoutEffect(() => {
    if (context) {
      context.messagePreambleRegistry ??= props.preambles;
    }
  }, [context, props.preambles]);
  return null;
}

const ITEM = 'jupyter-stop-stream:label';

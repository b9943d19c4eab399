import {
  IInputToolbarRegistryFactory,
  IMessagePreambleRegistry,
  MessagePreambleProps,
  MessagePreambleRegistry
} from '@jupyter/chat';
import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import {
  ITranslator,
  nullTranslator,
  TranslationBundle
} from '@jupyterlab/translation';
import * as React from 'react';

import type { IEdits } from '../generations';
import { WaitingPrompts } from '../generations/waiting-prompts';
// Most messages have no label, and load nothing.
// eslint-disable-next-line jupyter/prefer-lazy-imports
import { isUnfinished } from '../protocol';
import { addToChatsWithout } from './own-preambles';
import { editsIn } from './edits';
import { ILateServices } from './services';
import { TRANSLATION_DOMAIN } from './translation';
import { useLazy } from './use-lazy';

/**
 * Puts the label below messages that were stopped, what can be stopped alone below those that are
 * being written, and below prompts that wait what can be done about them, below whatever else stands
 * there.
 */
export const labelPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-stop-stream:label',
  description:
    'Says below a message that it was stopped, or what its answer runs, and what can be done.',
  autoStart: true,
  requires: [ILateServices],
  optional: [
    IMessagePreambleRegistry,
    IInputToolbarRegistryFactory,
    ITranslator
  ],
  activate: (
    app: JupyterFrontEnd,
    services: ILateServices,
    registry: IMessagePreambleRegistry | null,
    factory: IInputToolbarRegistryFactory | null,
    translator: ITranslator | null
  ) => {
    const { commands } = app;
    const edits = editsIn(app);
    const trans = (translator ?? nullTranslator).load(TRANSLATION_DOMAIN);
    // Not as a footer: of those a chat keeps one a side, for all extensions, and where there is any
    // it lays out three for each of its messages whenever one comes.
    const waiting = new WaitingPrompts();
    void services.loaded.then(({ generations }) => waiting.follow(generations));
    const label = (props: MessagePreambleProps) => {
      const given = { ...props, commands, edits, services, trans };
      const { metadata, sender } = props.message;
      return isUnfinished(metadata) ? (
        <LatePart {...given} part="Label" />
      ) : sender.bot ? null : (
        <IfWaiting {...given} waiting={waiting} />
      );
    };
    registry?.addComponent(label);
    if (factory) {
      const preambles = new MessagePreambleRegistry();
      preambles.addComponent(label);
      addToChatsWithout(factory, preambles);
    }
  }
};

interface IProps extends MessagePreambleProps {
  readonly commands: JupyterFrontEnd['commands'];
  readonly edits: IEdits;
  readonly services: ILateServices;
  readonly trans: TranslationBundle;
}

/**
 * Below a prompt that waits for its turn. All prompts are asked.
 */
function IfWaiting(
  props: IProps & { readonly waiting: WaitingPrompts }
): JSX.Element | null {
  const { waiting, ...rest } = props;
  const { message, model } = rest;
  const isWaiting = React.useSyncExternalStore(
    React.useCallback(
      look => waiting.listen(model, message.id, look),
      [waiting, model, message.id]
    ),
    () => waiting.has(model, message.id)
  );
  return isWaiting ? <LatePart {...rest} part="WaitingPrompt" /> : null;
}

function LatePart(
  props: IProps & { readonly part: 'Label' | 'WaitingPrompt' }
): JSX.Element | null {
  const { part, services, ...rest } = props;
  const current = useLazy(services);
  const withAnswers = useLazy(current?.withAnswers);
  if (!current || !withAnswers) {
    return null;
  }
  const { actions, preferences } = current;
  const Part = withAnswers[part];
  return <Part {...rest} {...{ actions, preferences }} />;
}

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
// Most messages have no label, and load nothing.
// eslint-disable-next-line jupyter/prefer-lazy-imports
import { isUnfinished } from '../protocol';
import { addToChatsWithout } from './own-preambles';
import { editsIn } from './edits';
import { ILateServices } from './services';
import { TRANSLATION_DOMAIN } from './translation';
import { useLazy, useWhenLoaded } from './use-lazy';

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
    const label = (props: MessagePreambleProps) => {
      const given = { ...props, commands, edits, services, trans };
      const { metadata, sender } = props.message;
      return isUnfinished(metadata) ? (
        <LateLabel {...given} />
      ) : sender.bot ? null : (
        <WaitingIfLoaded {...given} />
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

function LateLabel(props: IProps): JSX.Element | null {
  const { services, ...rest } = props;
  const current = useLazy(services);
  const withAnswers = useLazy(current?.withAnswers);
  if (!current || !withAnswers) {
    return null;
  }
  const { actions, preferences } = current;
  return <withAnswers.Label {...rest} {...{ actions, preferences }} />;
}

/**
 * All prompts are asked, and load nothing: where one waits, there are answers.
 */
function WaitingIfLoaded(props: IProps): JSX.Element | null {
  const { message, model, services, trans } = props;
  const current = useWhenLoaded(services);
  const withAnswers = useWhenLoaded(current?.withAnswers);
  return (
    current &&
    withAnswers && (
      <withAnswers.WaitingPrompt
        actions={current.actions}
        {...{ message, model, trans }}
      />
    )
  );
}

import type { InputToolbarRegistry } from '@jupyter/chat';
import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import { useSignals } from '../components/use-signals';
import type { ReplacedItems } from './replaced-items';
import type { ILateServices } from './services';
import { useLazy, useWhenLoaded } from './use-lazy';
import { useUnpressed } from './use-unpressed';

/**
 * Our item of a chat's toolbar. Until a source of answers has said that it knows the chat it shows
 * nothing, and all that others put there stays; then it is Send and Stop in their place; and it
 * gives that back when the chat is not known any more.
 */
export function StandIn(props: StandIn.IProps): JSX.Element | null {
  const { item, replaced, send, services, trans } = props;
  const { chatModel } = item;
  const current = useLazy(services);
  const withAnswers = useWhenLoaded(current?.withAnswers);

  const watch = React.useCallback(
    (look: () => void) => {
      if (!current || !chatModel) {
        return () => undefined;
      }
      const { actions, generations } = current;
      const onChanged = () => {
        replaced.look();
        look();
      };
      generations.changed.connect(onChanged);
      // In another view of the same chat, of which all is known, only this tells that it has its id.
      actions.changed.connect(onChanged);
      // A source that nobody asks says nothing of the chat.
      actions.watch(chatModel);
      return () => {
        generations.changed.disconnect(onChanged);
        actions.changed.disconnect(onChanged);
      };
    },
    [chatModel, current, replaced]
  );
  const isKnown = useUnpressed(
    React.useSyncExternalStore(
      watch,
      () => !!chatModel && !!current?.generations.isKnown(chatModel)
    )
  );

  // What is written is about to be sent and answered, and Escape is to stop it from its first word.
  const isWritten = useSignals(
    [item.model.valueChanged],
    () => item.model.value !== ''
  );
  useLazy(isKnown && isWritten ? current?.withAnswers : undefined);

  // Before the page is drawn: never two of them on the screen, nor none.
  React.useLayoutEffect(() => {
    if (chatModel) {
      replaced.replace(isKnown);
    }
  }, [chatModel, isKnown, replaced]);

  return current && isKnown ? (
    <current.late.SendOrStop
      actions={current.actions}
      answersButton={withAnswers?.AnswersButton ?? null}
      item={item}
      send={send}
      stopAndSend={withAnswers?.stopAndSend ?? null}
      trans={trans}
    />
  ) : null;
}

export namespace StandIn {
  export interface IProps {
    /**
     * What the toolbar gives to each of its items.
     */
    readonly item: InputToolbarRegistry.IToolbarItemProps;
    readonly replaced: ReplacedItems;
    /**
     * The Send that the toolbar had.
     */
    readonly send: React.FunctionComponent<InputToolbarRegistry.IToolbarItemProps>;
    readonly services: ILateServices;
    readonly trans: TranslationBundle;
  }
}

import {
  IChatTracker,
  IInputToolbarRegistry,
  IInputToolbarRegistryFactory,
  InputToolbarRegistry
} from '@jupyter/chat';
import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import * as React from 'react';

import type { SendOrStop } from '../components';
import { lateComponent } from './late-component';
import { Notices } from './notices';
import { ILateServices, LateServices } from './services';
import { TRANSLATION_DOMAIN } from './translation';

/**
 * Puts Stop in the place of Send, whichever extension provides the toolbar.
 */
export const toolbarPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-stop-stream:toolbar',
  description:
    'Makes the Send button of a chat its Stop button while it is answered.',
  autoStart: true,
  requires: [IInputToolbarRegistryFactory, ILateServices],
  optional: [IChatTracker, ITranslator],
  activate: (
    _: JupyterFrontEnd,
    factory: IInputToolbarRegistryFactory,
    services: LateServices,
    tracker: IChatTracker | null,
    translator: ITranslator | null
  ) => {
    const trans = (translator ?? nullTranslator).load(TRANSLATION_DOMAIN);

    const LateSendOrStop = lateComponent<Private.IProps>(
      async () => {
        const { actions, late } = await services.load();
        return props => (
          <late.SendOrStop actions={actions} trans={trans} {...props} />
        );
      },
      Private.SendAlone,
      reason => {
        console.error('jupyter-stop-stream: no Stop was loaded.', reason);
        new Notices().fail(
          trans.__(
            'The Stop button could not be loaded. Reload the page to have it.'
          )
        );
      }
    );

    const equip = (registry: IInputToolbarRegistry): IInputToolbarRegistry => {
      const send = registry.get(Private.SEND);
      if (!send || registry.get(Private.ITEM)) {
        return registry;
      }
      registry.addItem(Private.ITEM, {
        element: (item: InputToolbarRegistry.IToolbarItemProps) => (
          <LateSendOrStop item={item} send={send.element} />
        ),
        position: send.position
      });
      Private.hideReplaced(registry);
      // Whoever shows or adds them later: one Send and one Stop on the screen.
      registry.itemsChanged.connect(Private.hideReplaced);
      return registry;
    };

    const create = factory.create.bind(factory);
    factory.create = () => equip(create());

    // Chats that were opened before this plugin was activated have their toolbar already.
    tracker?.forEach(panel => {
      const registry = Private.toolbarOf(panel);
      if (registry) {
        equip(registry);
      }
    });
  }
};

namespace Private {
  export const SEND = 'send';
  export const ITEM = 'jupyter-stop-stream:send-or-stop';

  export function hideReplaced(registry: IInputToolbarRegistry): void {
    for (const name of [SEND, 'stop']) {
      const item = registry.get(name);
      if (item && !item.hidden) {
        registry.hide(name);
      }
    }
  }

  export type IProps = Pick<SendOrStop.IProps, 'item' | 'send'>;

  /**
   * Send, where it stands when Stop is beside it.
   */
  export function SendAlone({ item, send: Send }: IProps): JSX.Element {
    return item.edit ? (
      <Send {...item} />
    ) : (
      <span className="jp-StopStream-place">
        <span className="jp-StopStream-slot">
          <Send {...item} />
        </span>
      </span>
    );
  }

  /**
   * The toolbar of a chat that is open, in a panel that holds its widget or is it.
   */
  export function toolbarOf(panel: object): IInputToolbarRegistry | null {
    for (const name of ['widget', 'content', null]) {
      const widget: unknown = name ? Reflect.get(panel, name) : panel;
      if (typeof widget === 'object' && widget !== null) {
        const registry: unknown = Reflect.get(widget, 'inputToolbarRegistry');
        if (isRegistry(registry)) {
          return registry;
        }
      }
    }
    return null;
  }

  function isRegistry(value: unknown): value is IInputToolbarRegistry {
    return typeof value === 'object' && value !== null && 'addItem' in value;
  }
}

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

import { ReplacedItems } from './replaced-items';
import { ILateServices } from './services';
import { StandIn } from './stand-in';
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
    services: ILateServices,
    tracker: IChatTracker | null,
    translator: ITranslator | null
  ) => {
    const trans = (translator ?? nullTranslator).load(TRANSLATION_DOMAIN);

    const equip = (registry: IInputToolbarRegistry): IInputToolbarRegistry => {
      const send = registry.get('send');
      if (!send || registry.get(ITEM)) {
        return registry;
      }
      const replaced = new ReplacedItems(registry);
      registry.addItem(ITEM, {
        element: (item: InputToolbarRegistry.IToolbarItemProps) => (
          <StandIn
            item={item}
            replaced={replaced}
            send={send.element}
            services={services}
            trans={trans}
          />
        ),
        position: send.position
      });
      return registry;
    };

    const create = factory.create.bind(factory);
    factory.create = () => equip(create());

    // Chats that were opened before this plugin was activated have their toolbar already.
    tracker?.forEach(panel => {
      const registry = toolbarOf(panel);
      if (registry) {
        equip(registry);
      }
    });
  }
};

const ITEM = 'jupyter-stop-stream:send-or-stop';

/**
 * The toolbar of a chat that is open, in a panel that holds its widget or is it.
 */
function toolbarOf(panel: object): IInputToolbarRegistry | null {
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

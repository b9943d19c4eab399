import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { IMainMenu } from '@jupyterlab/mainmenu';
import {
  ITranslator,
  nullTranslator,
  TranslationBundle
} from '@jupyterlab/translation';
import { refreshIcon, stopIcon } from '@jupyterlab/ui-components';
import { CommandRegistry } from '@lumino/commands';

import type { ChatCommands } from '../generations';
import { ILateServices, LateServices } from './services';
import { TRANSLATION_DOMAIN } from './translation';

/**
 * The commands, by what they do.
 */
export const CommandIDs = {
  /**
   * Stop my answers in a chat. Arguments: `chatId`, else the current chat; `generationIds`, else
   * all of mine there.
   */
  stop: 'jupyter-stop-stream:stop',

  /**
   * Stop my answers in all open chats.
   */
  stopAll: 'jupyter-stop-stream:stop-all',

  /**
   * Ask a prompt again. Arguments: `chatId`, else the current chat; `promptId`, else the last
   * prompt there whose answer has ended.
   */
  regenerate: 'jupyter-stop-stream:regenerate'
} as const;

/**
 * Adds the commands to JupyterLab, its palette and, where its own interrupt stands, its menu.
 */
export const commandsPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-stop-stream:commands',
  description: 'Adds the commands that stop answers and ask for them again.',
  autoStart: true,
  requires: [ILateServices],
  optional: [ICommandPalette, IMainMenu, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    services: LateServices,
    palette: ICommandPalette | null,
    menu: IMainMenu | null,
    translator: ITranslator | null
  ) => {
    const trans = (translator ?? nullTranslator).load(TRANSLATION_DOMAIN);
    let loaded: ChatCommands | null = null;
    Private.addCommands(app.commands, () => loaded, trans);
    void services.loaded.then(({ actions, chats, late }) => {
      loaded = new late.ChatCommands(actions, chats);
      const tell = () =>
        Object.values(CommandIDs).forEach(id =>
          app.commands.notifyCommandChanged(id)
        );
      loaded.changed.connect(tell);
      tell();
      Private.takeShortcuts(app.commands);
    });
    for (const command of Object.values(CommandIDs)) {
      palette?.addItem({ command, category: trans.__('Chat') });
    }
    menu?.kernelMenu.kernelUsers.interruptKernel.add({
      id: CommandIDs.stop,
      isEnabled: widget => {
        const chats = services.current?.chats;
        const chat = chats?.at(widget.node);
        return !!chat && chat === chats?.current;
      }
    });
  }
};

namespace Private {
  /**
   * A shortcut that stops from anywhere does so from editors and terminals too, which would have
   * the key before JupyterLab looks at it: with Ctrl or Cmd as well, Escape is a key of vim modes
   * and of terminals. Only while there is something to stop.
   */
  export function takeShortcuts(commands: CommandRegistry): void {
    const take = (event: KeyboardEvent) => {
      const keystroke = CommandRegistry.keystrokeForKeydownEvent(event);
      const shortcut = commands.keyBindings.find(
        ({ command, keys, selector }) =>
          command === CommandIDs.stop &&
          selector === 'body' &&
          keys.length === 1 &&
          keys[0] === keystroke
      );
      if (shortcut && commands.isEnabled(shortcut.command, shortcut.args)) {
        event.preventDefault();
        event.stopPropagation();
        void commands.execute(shortcut.command, shortcut.args);
      }
    };
    document.addEventListener('keydown', take, true);
  }

  /**
   * @param get - What they do; null before the first chat, when nothing can be done.
   */
  export function addCommands(
    commands: CommandRegistry,
    get: () => ChatCommands | null,
    trans: TranslationBundle
  ): void {
    const chatId = {
      type: 'string',
      description: trans.__(
        'The id of an open chat; the current one if not given.'
      )
    };

    commands.addCommand(CommandIDs.stop, {
      label: args =>
        get()?.isStopping(args)
          ? trans.__('Stopping the Answer… (Again to Force It)')
          : trans.__('Stop the Answer'),
      caption: trans.__('Stop the answers to you in the current chat'),
      icon: stopIcon,
      describedBy: {
        args: {
          type: 'object',
          properties: {
            chatId,
            generationIds: {
              type: 'array',
              items: { type: 'string' },
              description: trans.__(
                'The ids of the answers to stop; all answers to you if not given.'
              )
            }
          }
        }
      },
      isEnabled: args => !!get()?.canStop(args),
      execute: args => get()?.stop(args)
    });

    commands.addCommand(CommandIDs.stopAll, {
      label: trans.__('Stop All Answers'),
      caption: trans.__('Stop the answers to you in all open chats'),
      icon: stopIcon,
      describedBy: { args: { type: 'object', properties: {} } },
      isEnabled: () => !!get()?.canStopAll(),
      execute: () => get()?.stopAll()
    });

    commands.addCommand(CommandIDs.regenerate, {
      label: trans.__('Regenerate the Answer'),
      caption: trans.__('Ask the last prompt of the current chat again'),
      icon: refreshIcon,
      describedBy: {
        args: {
          type: 'object',
          properties: {
            chatId,
            promptId: {
              type: 'string',
              description: trans.__(
                'The id of the message to ask again; the last one with an answer that has ended if not given.'
              )
            }
          }
        }
      },
      isEnabled: args => !!get()?.canRegenerate(args),
      execute: args => get()?.regenerate(args)
    });
  }
}

import { IChatCommandRegistry } from '@jupyter/chat';
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
import {
  refreshIcon,
  runIcon,
  stopIcon,
  undoIcon
} from '@jupyterlab/ui-components';
import type { CommandRegistry } from '@lumino/commands';
import type {
  ReadonlyJSONObject,
  ReadonlyPartialJSONObject
} from '@lumino/coreutils';

import type { ChatCommands } from '../generations';
import type { Keys } from './keys';
import { ILateServices } from './services';
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
   * Stop my answers in a chat and send what is in its input. Argument: `chatId`, else the current
   * chat.
   */
  stopAndSend: 'jupyter-stop-stream:stop-and-send',

  /**
   * Take the last of my prompts that wait in a chat back into its input. Argument: `chatId`, else
   * the current chat.
   */
  takeBack: 'jupyter-stop-stream:take-back',

  /**
   * Ask a prompt again. Arguments: `chatId`, else the current chat; `promptId`, else the last
   * prompt there whose answer has ended.
   */
  regenerate: 'jupyter-stop-stream:regenerate',

  /**
   * Have an answer gone on from where it ends. Arguments: `chatId`, else the current chat;
   * `messageId`, else the last answer there that has ended.
   */
  continue: 'jupyter-stop-stream:continue'
} as const;

/**
 * Adds the commands to JupyterLab, its palette and, where its own interrupt stands, its menu; their
 * keys; and `/stop` to the commands of the chats.
 */
export const commandsPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-stop-stream:commands',
  description:
    'Adds the commands that stop answers, ask for them again and go on from them.',
  autoStart: true,
  requires: [ILateServices],
  optional: [ICommandPalette, IMainMenu, ITranslator, IChatCommandRegistry],
  activate: (
    app: JupyterFrontEnd,
    services: ILateServices,
    palette: ICommandPalette | null,
    menu: IMainMenu | null,
    translator: ITranslator | null,
    registry: IChatCommandRegistry | null
  ) => {
    const trans = (translator ?? nullTranslator).load(TRANSLATION_DOMAIN);
    const { commands } = app;
    const ids = Object.values(CommandIDs);
    let chatCommands: ChatCommands | null = null;
    let keys: Keys | null = null;
    addCommands(
      commands,
      () => chatCommands,
      () => keys?.swallow(),
      trans
    );

    void services.loaded.then(async loaded => {
      const { actions, chats, preferences } = loaded;
      const withAnswers = await loaded.withAnswers.loaded;
      const { stopAndSend } = withAnswers;
      chatCommands = new withAnswers.ChatCommands(actions, chats, stopAndSend);
      keys = new withAnswers.Keys({
        actions,
        chats,
        ids: [CommandIDs.stop, CommandIDs.stopAndSend],
        commands,
        preferences
      });
      registry?.addProvider(
        new withAnswers.StopMessages({
          actions,
          registry,
          stopAll: () => chatCommands?.stopAll(),
          trans
        })
      );
      const tell = () => ids.forEach(id => commands.notifyCommandChanged(id));
      chatCommands.changed.connect(tell);
      tell();
    });

    for (const command of ids) {
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

interface IChatCommand extends Pick<
  CommandRegistry.ICommandOptions,
  'caption' | 'icon' | 'label'
> {
  readonly act: (chats: ChatCommands, args: ReadonlyPartialJSONObject) => void;
  readonly can: (
    chats: ChatCommands,
    args: ReadonlyPartialJSONObject
  ) => boolean;
  /**
   * Its arguments, as a JSON schema has them.
   */
  readonly properties?: ReadonlyJSONObject;
}

/**
 * @param get - What they do; null before there can be an answer, when nothing can be done.
 * @param onExecute - Called before one of them does something.
 */
function addCommands(
  commands: CommandRegistry,
  get: () => ChatCommands | null,
  onExecute: () => void,
  trans: TranslationBundle
): void {
  const can = (look: (chatCommands: ChatCommands) => boolean): boolean => {
    const chatCommands = get();
    return !!chatCommands && look(chatCommands);
  };
  const chatId = {
    type: 'string',
    description: trans.__(
      'The id of an open chat; the current one if not given.'
    )
  };

  const add = (id: string, command: IChatCommand): void => {
    const { act, can: isPossible, properties = {}, ...shown } = command;
    commands.addCommand(id, {
      ...shown,
      describedBy: { args: { type: 'object', properties } },
      isEnabled: args => can(chats => isPossible(chats, args)),
      execute: args => {
        const chatCommands = get();
        if (chatCommands) {
          onExecute();
          act(chatCommands, args);
        }
      }
    });
  };

  add(CommandIDs.stop, {
    label: args =>
      can(chats => chats.isStopping(args))
        ? trans.__('Stopping the Answer… (Again to Force It)')
        : trans.__('Stop the Answer'),
    caption: trans.__('Stop the answers to you in the current chat'),
    icon: stopIcon,
    properties: {
      chatId,
      generationIds: {
        type: 'array',
        items: { type: 'string' },
        description: trans.__(
          'The ids of the answers to stop; all answers to you if not given.'
        )
      }
    },
    can: (chats, args) => chats.canStop(args),
    act: (chats, args) => chats.stop(args)
  });

  add(CommandIDs.stopAll, {
    label: trans.__('Stop All Answers'),
    caption: trans.__('Stop the answers to you in all open chats'),
    icon: stopIcon,
    can: chats => chats.canStopAll(),
    act: chats => chats.stopAll()
  });

  add(CommandIDs.stopAndSend, {
    label: trans.__('Stop and Send'),
    caption: trans.__(
      'Stop the answers to you in the current chat, and send what is in its input'
    ),
    icon: stopIcon,
    properties: { chatId },
    can: (chats, args) => chats.canStopAndSend(args),
    act: (chats, args) => chats.stopAndSend(args)
  });

  add(CommandIDs.takeBack, {
    label: trans.__('Take Back the Last Waiting Prompt'),
    caption: trans.__(
      'Put it back into the input of the current chat, as if it had not been sent'
    ),
    icon: undoIcon,
    properties: { chatId },
    can: (chats, args) => chats.canTakeBack(args),
    act: (chats, args) => chats.takeBack(args)
  });

  add(CommandIDs.regenerate, {
    label: trans.__('Regenerate the Answer'),
    caption: trans.__('Ask the last prompt of the current chat again'),
    icon: refreshIcon,
    properties: {
      chatId,
      promptId: {
        type: 'string',
        description: trans.__(
          'The id of the message to ask again; the last one with an answer that has ended if not given.'
        )
      }
    },
    can: (chats, args) => chats.canRegenerate(args),
    act: (chats, args) => chats.regenerate(args)
  });

  add(CommandIDs.continue, {
    label: trans.__('Continue the Answer'),
    caption: trans.__('Ask for the rest of an answer that was stopped'),
    icon: runIcon,
    properties: {
      chatId,
      messageId: {
        type: 'string',
        description: trans.__(
          'The id of a message of the answer; the last one that has ended if not given.'
        )
      }
    },
    can: (chats, args) => chats.canContinue(args),
    act: (chats, args) => chats.continueAnswer(args)
  });
}

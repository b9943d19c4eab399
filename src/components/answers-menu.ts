import type { IChatModel } from '@jupyter/chat';
import type { TranslationBundle } from '@jupyterlab/translation';
import { CommandRegistry } from '@lumino/commands';
import { Menu } from '@lumino/widgets';

import {
  IGeneration,
  IStopActions,
  mineIn,
  StopAndSend,
  swallowRest
} from '../generations';
import { aloneInWords } from './alone-in-words';
import { answerInWords } from './answer-in-words';
import { runningAlone } from './running-cells';

/**
 * The menu of what can be done while answers are live in a chat: to stop mine and send what is in the
 * input, to stop each answer, and all of mine, and each cell and command that mine run alone. It is
 * made to be opened once, and its items stay in their places: what has ended meanwhile can be chosen
 * no more, but none below it comes under the pointer that was aimed at another.
 */
export class AnswersMenu extends Menu {
  constructor(options: AnswersMenu.IOptions) {
    super({ commands: new CommandRegistry() });
    const { trans } = options;
    this._options = options;
    this.addClass('jp-StopStream-menu');
    this.node
      .querySelector('[role="menu"]')
      ?.setAttribute('aria-label', trans.__('Answers in this chat'));
    this._addSend();
    this._live().forEach(one => this._addAnswer(one.generation_id));
    this._addAll();
    this._addCells();
    options.actions.generations.changed.connect(this._onChanged, this);
  }

  /**
   * Open it above a button, or below where there is no room.
   */
  openAt(button: HTMLElement): void {
    const { left, top, bottom } = button.getBoundingClientRect();
    this.open(left, bottom);
    const box = this.node.getBoundingClientRect();
    if (box.height < top) {
      // A menu that does not fit below would cover the button.
      this.node.style.transform = `translate(${box.left}px, ${top - box.height}px)`;
    }
  }

  override handleEvent(event: Event): void {
    this._event = event;
    super.handleEvent(event);
    this._event = null;
  }

  override dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this._options.actions.generations.changed.disconnect(this._onChanged, this);
    super.dispose();
  }

  private _addSend(): void {
    const { model, stopAndSend, trans } = this._options;
    if (!stopAndSend.can(model)) {
      return;
    }
    this.commands.addCommand(SEND, {
      label: trans.__('Stop and send'),
      isEnabled: () => stopAndSend.can(model),
      execute: () => {
        this._swallow();
        stopAndSend.act(model);
      },
      describedBy: NO_ARGUMENTS
    });
    if (stopAndSend.keys.length > 0) {
      // To be read in the menu.
      this.commands.addKeyBinding({
        command: SEND,
        keys: [...stopAndSend.keys],
        selector: 'body'
      });
    }
    this.addItem({ command: SEND });
    this.addItem({ type: 'separator' });
  }

  private _addAnswer(id: string): void {
    const { actions, model, trans } = this._options;
    const find = () => this._live().find(one => one.generation_id === id);
    const senderOf = ({ prompt_id }: IGeneration) =>
      actions.answersIn(model).find(prompt_id)?.sender;
    let label = '';
    this.commands.addCommand(id, {
      label: () => {
        const found = find();
        if (found) {
          label = answerInWords(found, senderOf(found), trans);
        }
        return label;
      },
      isEnabled: () => isStoppable(find()),
      execute: () => this._stop([id]),
      describedBy: NO_ARGUMENTS
    });
    this.addItem({ command: id });
  }

  private _addAll(): void {
    const { actions, model, trans } = this._options;
    const mine = () => mineIn(actions.generations, model);
    const { length } = mine();
    if (length < 2) {
      return;
    }
    this.commands.addCommand(ALL, {
      label:
        length < this._live().length
          ? trans.__('Stop all of mine')
          : trans.__('Stop all'),
      isEnabled: () => mine().length > 0,
      execute: () => this._stop(),
      describedBy: NO_ARGUMENTS
    });
    this.addItem({ type: 'separator' });
    this.addItem({ command: ALL });
  }

  private _addCells(): void {
    const { actions, model, trans } = this._options;
    const cells = () =>
      mineIn(actions.generations, model).flatMap(runningAlone);
    this.addItem({ type: 'separator' });
    for (const cell of cells()) {
      const { execution_id: id } = cell;
      this.commands.addCommand(id, {
        label: aloneInWords(cell, trans),
        isEnabled: () => cells().some(one => one.execution_id === id),
        execute: () => {
          this._swallow();
          actions.end(model, cell, 'stop');
        },
        describedBy: NO_ARGUMENTS
      });
      this.addItem({ command: id });
    }
  }

  private _stop(generationIds?: readonly string[]): void {
    const { actions, model } = this._options;
    this._swallow();
    actions.stop(model, generationIds);
  }

  private _swallow(): void {
    if (this._event) {
      // What is below the menu, or gets the focus after it, was not pressed.
      swallowRest(this._event);
    }
  }

  private _onChanged(_: unknown, chatId: string): void {
    if (chatId !== this._options.model.id) {
      return;
    }
    if (this._live().length === 0) {
      this.close();
    } else {
      this.update();
    }
  }

  private _live(): readonly IGeneration[] {
    const { actions, model } = this._options;
    return actions.generations.live(model);
  }

  private readonly _options: AnswersMenu.IOptions;
  /**
   * What is being handled.
   */
  private _event: Event | null = null;
}

export namespace AnswersMenu {
  export interface IOptions {
    readonly actions: IStopActions;
    readonly model: IChatModel;
    readonly stopAndSend: StopAndSend;
    readonly trans: TranslationBundle;
  }
}

/**
 * Whether a press does anything.
 */
function isStoppable(answer: IGeneration | undefined): boolean {
  return (
    !!answer?.may_stop &&
    (answer.state !== 'stopping' || answer.can_force !== false)
  );
}

/**
 * Not the form of a generation's id.
 */
const ALL = 'jupyter-stop-stream:stop-all';
const SEND = 'jupyter-stop-stream:stop-and-send';

const NO_ARGUMENTS = { args: { type: 'object', properties: {} } };

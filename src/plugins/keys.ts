import { CommandRegistry } from '@lumino/commands';
import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';

import {
  IOpenChats,
  IPreferences,
  IStopActions,
  mineIn,
  swallowRest
} from '../generations';

/**
 * The keys that are bound to the commands which stop, in JupyterLab's settings. This decides, before
 * anybody in the page hears of the key, whether one of them is ours:
 *
 * - One that is bound in a chat, as Escape is, is let through to JupyterLab where the chat that has
 *   the focus has something to stop and nothing else there claims the key. JupyterLab takes a key as
 *   soon as its selector fits, whether its command can do anything or not; so the selector asks for
 *   an attribute of the page which is only there for such a press.
 * - One that is bound everywhere, as Ctrl+Escape or Cmd+Escape is, is taken from editors and
 *   terminals too, which would have it before JupyterLab looks at it; only while there is something
 *   to stop.
 * - One that is bound in the input of a chat, as Ctrl+Enter or Cmd+Enter is, is taken from the input,
 *   which would send; only where its command can do something, and no pop-up of the input is open.
 *   JupyterLab has it for such a press alone, by an attribute too.
 *
 * Another key costs one look into a map.
 */
export class Keys implements IDisposable {
  constructor(options: Keys.IOptions) {
    this._options = options;
    options.commands.keyBindingChanged.connect(this._onBindingChanged, this);
    this._readBindings();
    window.addEventListener('keydown', this._onKeyDown, true);
    window.addEventListener('keyup', this._onKeyUp, true);
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /**
   * Called when a command did something, by whatever way: of the key that did it, nobody hears any
   * more while it is held. Enter in the palette would go on in the input, which has the focus then.
   */
  swallow(): void {
    if (this._pressed) {
      swallowRest(this._pressed);
    }
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    window.removeEventListener('keydown', this._onKeyDown, true);
    window.removeEventListener('keyup', this._onKeyUp, true);
    document.body.removeAttribute(ATTRIBUTE);
    document.body.removeAttribute(SEND_ATTRIBUTE);
    Signal.clearData(this);
  }

  private readonly _onKeyDown = (event: KeyboardEvent): void => {
    const keystroke = CommandRegistry.keystrokeForKeydownEvent(event);
    const binding = this._bindings.get(keystroke);
    if (!binding && event.key !== 'Enter') {
      return;
    }
    if (!event.repeat) {
      this._pressed = event;
    }
    const isPress = !event.repeat && !event.isComposing;
    if (binding?.isInChat) {
      document.body.toggleAttribute(ATTRIBUTE, isPress && this._isForChat());
    }
    const { commands } = this._options;
    const { inInput } = binding ?? {};
    const isSend =
      isPress &&
      !!inInput &&
      isInInput() &&
      commands.isEnabled(inInput.command, inInput.args);
    if (inInput) {
      document.body.toggleAttribute(SEND_ATTRIBUTE, isSend);
    }
    const taken =
      isSend && inInput.keys.length === 1 ? inInput : binding?.anywhere;
    if (isPress && taken && commands.isEnabled(taken.command, taken.args)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      void commands.execute(taken.command, taken.args);
    }
  };

  private readonly _onKeyUp = (event: KeyboardEvent): void => {
    if (event.code === this._pressed?.code) {
      this._pressed = null;
    }
  };

  /**
   * Whether the chat that has the focus has something to stop, and nothing there claims the key.
   */
  private _isForChat(): boolean {
    const { actions, chats, preferences } = this._options;
    const focused = document.activeElement;
    const chat = focused && chats.at(focused);
    if (!chat || !preferences.values.isEscapeStop) {
      return false;
    }
    const mine = mineIn(actions.generations, chat);
    const ids = mine.map(one => one.generation_id);
    return (
      mine.length > 0 && !actions.isStopping(chat, ids) && !isClaimed(focused)
    );
  }

  private _onBindingChanged(
    _: CommandRegistry,
    { binding }: CommandRegistry.IKeyBindingChangedArgs
  ): void {
    if (this._isOurs(binding)) {
      this._readBindings();
    }
  }

  private _readBindings(): void {
    this._bindings.clear();
    for (const binding of this._options.commands.keyBindings) {
      const isInChat = binding.selector.includes(`[${ATTRIBUTE}]`);
      const isAnywhere =
        binding.selector === 'body' && binding.keys.length === 1;
      const isInInput = binding.selector.includes(`[${SEND_ATTRIBUTE}]`);
      if (!this._isOurs(binding) || !(isInChat || isAnywhere || isInInput)) {
        continue;
      }
      for (const keystroke of binding.keys) {
        const known = this._bindings.get(keystroke);
        this._bindings.set(keystroke, {
          isInChat: isInChat || !!known?.isInChat,
          anywhere: isAnywhere ? binding : (known?.anywhere ?? null),
          inInput: isInInput ? binding : (known?.inInput ?? null)
        });
      }
    }
  }

  private _isOurs({ command }: CommandRegistry.IKeyBinding): boolean {
    return this._options.ids.includes(command);
  }

  private readonly _options: Keys.IOptions;
  private readonly _bindings = new Map<string, IBinding>();
  /**
   * The key that is down, of those that are looked at.
   */
  private _pressed: KeyboardEvent | null = null;
  private _isDisposed = false;
}

export namespace Keys {
  export interface IOptions {
    readonly actions: IStopActions;
    readonly chats: IOpenChats;
    /**
     * The ids of the commands that stop.
     */
    readonly ids: readonly string[];
    readonly commands: CommandRegistry;
    readonly preferences: IPreferences;
  }
}

/**
 * What the selector of a shortcut asks of the page where it is one of a chat.
 */
const ATTRIBUTE = 'data-stop-stream-escape';

/**
 * The same where it is one of a chat's input.
 */
const SEND_ATTRIBUTE = 'data-stop-stream-send';

/**
 * What a keystroke is bound to.
 */
interface IBinding {
  readonly isInChat: boolean;
  /**
   * Its binding everywhere, if it has one.
   */
  readonly anywhere: CommandRegistry.IKeyBinding | null;
  /**
   * Its binding in the input of a chat, if it has one.
   */
  readonly inInput: CommandRegistry.IKeyBinding | null;
}

/**
 * Whether the input of a chat has the focus, and not that of an edit, nor a pop-up of it.
 */
function isInInput(): boolean {
  const input = document.activeElement?.closest('.jp-chat-input-container');
  return (
    !!input &&
    !input.closest('.jp-chat-message') &&
    !input.querySelector('[role="combobox"][aria-expanded="true"]')
  );
}

/**
 * Whether something has a use for the key before the chat: a pop-up or a menu of the chat that is
 * open, a dialog or a menu of the page, which has the focus a moment after it is seen; the edit of
 * a message; an editor within one.
 */
function isClaimed(focused: Element): boolean {
  const chat = focused.closest('.jp-chat-widget');
  return (
    !!focused.closest('.jp-chat-message .jp-chat-input-container') ||
    !!focused.closest('.cm-editor') ||
    !!chat?.querySelector('[aria-expanded="true"]') ||
    !!document.querySelector('.jp-Dialog, .lm-Menu')
  );
}

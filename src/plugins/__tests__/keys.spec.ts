import { CommandRegistry } from '@lumino/commands';

import { FakeActions } from '../../__tests__/fakes/actions';
import { FakeChatModel } from '../../__tests__/fakes/chat-model';
import { record } from '../../__tests__/fakes/generations';
import { FakeOpenChats } from '../../__tests__/fakes/open-chats';
import * as schema from '../../../schema/settings.json';
import { DEFAULT_PREFERENCES, Preferences } from '../../generations';
import { Keys } from '../keys';

const STOP = 'jupyter-stop-stream:stop';
const SEND = 'jupyter-stop-stream:stop-and-send';
const WITHOUT_ESCAPE = { ...DEFAULT_PREFERENCES, isEscapeStop: false };
const SHORTCUTS = schema['jupyter.lab.shortcuts'];

describe('the keys that stop', () => {
  let actions: FakeActions;
  let chat: FakeChatModel;
  let chats: FakeOpenChats;
  let commands: CommandRegistry;
  let keys: Keys;
  let preferences: Preferences;
  let done: string[];
  let heard: string[];
  let canSend: boolean;

  beforeEach(() => {
    chat = new FakeChatModel();
    actions = new FakeActions();
    actions.generations.store.apply(record());
    chats = new FakeOpenChats();
    chats.open(chat.asModel);
    chats.at = element =>
      element.closest('.jp-chat-widget') ? chat.asModel : null;
    commands = new CommandRegistry();
    preferences = new Preferences();
    done = [];
    canSend = true;
    heard = [];
    commands.addCommand(STOP, {
      describedBy: {},
      execute: () => {
        keys.swallow();
        done.push(STOP);
      },
      isEnabled: () => actions.generations.live('chat-1').length > 0
    });
    commands.addCommand(SEND, {
      describedBy: {},
      execute: () => {
        keys.swallow();
        done.push(SEND);
      },
      isEnabled: () => canSend
    });
    SHORTCUTS.forEach(({ command, keys, selector }) =>
      bind(keys, selector, command)
    );
    keys = new Keys({
      actions,
      chats,
      ids: [STOP, SEND],
      commands,
      preferences
    });
    document.body.innerHTML = `
      <div class="jp-chat-widget">
        <div class="jp-chat-input-container"><input id="draft" role="combobox"></div>
        <div class="jp-chat-message">
          <div class="jp-chat-input-container"><input id="edit"></div>
          <div class="cm-editor"><input id="editor"></div>
        </div>
        <input id="input">
      </div>
      <input id="elsewhere">`;
    document.addEventListener('keydown', onBubble);
    focus('input');
  });

  afterEach(() => {
    press({ type: 'keyup' });
    keys.dispose();
    keys.dispose();
    document.removeEventListener('keydown', onBubble);
    document.body.innerHTML = '';
  });

  describe('in a chat', () => {
    it('stop where something of mine runs there', () => {
      press();
      expect(done).toEqual([STOP]);
      expect(heard).toEqual([]);
    });

    it.each<[string, () => void]>([
      ['nothing runs', () => end()],
      ['what runs is not mine', () => change({ is_mine: false })],
      ['it is stopping already', () => change({ state: 'stopping' })],
      ['a stop was asked for', () => actions.asked.add('chat-1')],
      ['it is switched off', () => preferences.set(WITHOUT_ESCAPE)],
      ['the focus is not in a chat', () => focus('elsewhere')],
      ['a message is edited', () => focus('edit')],
      ['an editor in a message has the focus', () => focus('editor')],
      [
        'a pop-up of the chat is open',
        () => focus('input').setAttribute('aria-expanded', 'true')
      ],
      ['a dialog is shown', () => add('jp-Dialog')],
      ['a menu is shown', () => add('lm-Menu')]
    ])('are left to others where %s', (_, make) => {
      make();
      press();
      expect(done).toEqual([]);
      expect(heard).toEqual(['Escape']);
    });

    it.each<[string, KeyboardEventInit]>([
      ['an input method composes', { isComposing: true }],
      ['the key was held before', { repeat: true }]
    ])('are left to others while %s', (_, init) => {
      press(init);
      expect(done).toEqual([]);
      expect(heard).toEqual(['Escape']);
    });

    it('are left to whoever in the chat takes them', () => {
      focus('input').addEventListener('keydown', event =>
        event.preventDefault()
      );
      press();
      expect(done).toEqual([]);
    });

    it('are those that a person has set', () => {
      bind(['Alt S'], SHORTCUTS[0]?.selector ?? '');
      press({ key: 's', keyCode: 83, altKey: true });
      expect(done).toEqual([STOP]);
    });

    it('stop once for a key that is held, and nobody hears the rest', () => {
      press();
      end();
      press({ repeat: true });
      press({ repeat: true });
      expect(done).toEqual([STOP]);
      expect(heard).toEqual([]);
      press({ type: 'keyup' });
      press();
      expect(heard).toEqual(['Escape']);
    });
  });

  describe('everywhere', () => {
    const ctrl = { ctrlKey: true };

    it('stop, also in an editor that has the key itself', () => {
      focusEditor();
      press(ctrl);
      expect(done).toEqual([STOP]);
      expect(heard).toEqual([]);
    });

    it.each<[string, KeyboardEventInit, boolean]>([
      ['nothing is to be stopped', ctrl, false],
      ['an input method composes', { ...ctrl, isComposing: true }, true],
      ['the key was held before', { ...ctrl, repeat: true }, true]
    ])('are left to the editor where %s', (_, init, isLive) => {
      if (!isLive) {
        end();
      }
      focusEditor();
      press(init);
      expect(done).toEqual([]);
      expect(heard).toEqual(['in the editor']);
    });

    it('stop once for a key that is held', () => {
      press(ctrl);
      press({ ...ctrl, repeat: true });
      expect(done).toEqual([STOP]);
      expect(heard).toEqual([]);
    });
  });

  describe('in the input of a chat', () => {
    const enter = { key: 'Enter', keyCode: 13, code: 'Enter', ctrlKey: true };

    beforeEach(() => {
      // As the chat, which sends and lets nobody else have the key.
      focus('draft').addEventListener('keydown', event => {
        heard.push('in the input');
        event.stopPropagation();
      });
    });

    it('stop and send before the chat sends, and once while they are held', () => {
      press(enter);
      press({ ...enter, repeat: true });
      expect(done).toEqual([SEND]);
      expect(heard).toEqual([]);
      press({ ...enter, type: 'keyup' });
      press(enter);
      expect(done).toEqual([SEND, SEND]);
    });

    it.each<[string, KeyboardEventInit, () => void]>([
      ['nothing can be stopped and sent', enter, () => (canSend = false)],
      ['Enter is pressed alone', { ...enter, ctrlKey: false }, () => undefined],
      [
        'a pop-up of the input is open',
        enter,
        () => focus('draft').setAttribute('aria-expanded', 'true')
      ],
      [
        'an input method composes',
        { ...enter, isComposing: true },
        () => undefined
      ]
    ])('are left to the chat where %s', (_, init, make) => {
      make();
      press(init);
      expect(done).toEqual([]);
      expect(heard).toEqual(['in the input']);
    });

    it.each(['edit', 'input', 'elsewhere'])(
      'are left to others in what is not the input of the chat: %s',
      id => {
        focus(id);
        press(enter);
        expect(done).toEqual([]);
        expect(heard).toEqual(['Enter']);
      }
    );
  });

  it('leave Enter that is held in the palette nothing to do in the input', () => {
    const enter = { key: 'Enter', keyCode: 13, code: 'Enter' };
    focus('elsewhere').addEventListener(
      'keydown',
      () => void commands.execute(STOP),
      { once: true }
    );
    press(enter);
    focus('input');
    press({ ...enter, repeat: true });
    expect(done).toEqual([STOP]);
    expect(heard).toEqual(['Enter']);
    press({ ...enter, type: 'keyup' });
    press(enter);
    expect(heard).toEqual(['Enter', 'Enter']);
  });

  it('do not look at the page for any other key', () => {
    const query = jest.spyOn(document, 'querySelector');
    const at = jest.spyOn(chats, 'at');
    press({ key: 'a', keyCode: 65, code: 'KeyA' });
    expect(query).not.toHaveBeenCalled();
    expect(at).not.toHaveBeenCalled();
    query.mockRestore();
  });

  it('are nobody any more once they are disposed of', () => {
    keys.dispose();
    press();
    expect(done).toEqual([]);
  });

  function bind(keys: string[], selector: string, command = STOP): void {
    commands.addKeyBinding({ command, keys, selector });
  }

  /**
   * As JupyterLab does, which looks at keys while they bubble.
   */
  function onBubble(event: KeyboardEvent): void {
    commands.processKeydownEvent(event);
    if (!event.defaultPrevented) {
      heard.push(event.key);
    }
  }

  function press(init: KeyboardEventInit & { type?: string } = {}): void {
    const { type = 'keydown', ...rest } = init;
    const event = new KeyboardEvent(type, {
      bubbles: true,
      cancelable: true,
      code: 'Escape',
      key: 'Escape',
      keyCode: 27,
      ...rest
    });
    (document.activeElement ?? document.body).dispatchEvent(event);
  }

  /**
   * On something that has the key itself.
   */
  function focusEditor(): void {
    const editor = focus('elsewhere');
    editor.addEventListener('keydown', event => {
      heard.push('in the editor');
      event.stopPropagation();
    });
  }

  function focus(id: string): HTMLElement {
    const element = document.getElementById(id) as HTMLElement;
    element.focus();
    return element;
  }

  function change(changes: Parameters<typeof record>[0]): void {
    actions.generations.store.apply(record({ ...changes, revision: 2 }));
  }

  const end = () => change({ state: 'ended', outcome: 'complete' });

  function add(className: string): void {
    document.body.insertAdjacentHTML('beforeend', `<p class="${className}">`);
  }
});

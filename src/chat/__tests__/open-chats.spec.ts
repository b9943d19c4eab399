import { FakeActions } from '../../__tests__/fakes/actions';
import { FakeChatModel } from '../../__tests__/fakes/chat-model';
import { OpenChats } from '../open-chats';

describe('the open chats', () => {
  let actions: FakeActions;
  let chats: OpenChats;
  let inFront: Element | null;
  let opened: unknown[];
  let first: FakeChatModel;
  let second: FakeChatModel;

  beforeEach(async () => {
    actions = new FakeActions();
    inFront = null;
    opened = [];
    chats = new OpenChats({
      actions,
      inFront: () => inFront,
      open: async (...args) => opened.push(args)
    });
    first = new FakeChatModel('chat-1');
    second = new FakeChatModel('chat-2');
    document.body.innerHTML = `
      <div id="main">${html(first)}</div>
      <div class="jp-chat-sidepanel">${html(second)}</div>
      <input id="elsewhere">`;
    await open(first, second);
  });

  afterEach(() => {
    chats.dispose();
    chats.dispose();
    document.body.innerHTML = '';
  });

  it('have the one in front as the current, or that opened last, until one has the focus', () => {
    expect(chats.current).toBe(second);
    inFront = find('#main');
    expect(chats.current).toBe(first);
    focus(`#${second.input.id}`);
    expect(chats.current).toBe(second);
  });

  it('have the one that has the focus as the current, and tell when that changes', () => {
    let changes = 0;
    chats.changed.connect(() => (changes += 1));
    expect(chats.current).toBe(second);
    focus(`#${first.input.id}`);
    expect(chats.current).toBe(first);
    expect(changes).toBe(1);
  });

  it('tell when a chat has got its id', async () => {
    const third = new FakeChatModel('chat-3');
    let changes = 0;
    actions.chats = [third.asModel];
    actions.chatsChanged.emit();
    chats.changed.connect(() => (changes += 1));
    await Promise.resolve();
    expect(changes).toBe(1);
    third.dispose();
  });

  it('keep the current one while something else has the focus', () => {
    focus(`#${first.input.id}`);
    focus('#elsewhere');
    expect(chats.current).toBe(first);
  });

  it('have one that took the focus before it was known as the current', async () => {
    focus(`#${first.input.id}`);
    const third = new FakeChatModel('chat-3');
    find('#main').insertAdjacentHTML('afterend', html(third));
    focus(`#${third.input.id}`);
    expect(chats.current).toBe(first);
    await open(first, second, third);
    expect(chats.current).toBe(third);
    // Within the palette.
    focus('#elsewhere');
    expect(chats.current).toBe(third);
  });

  it('have one that took the focus, and lost it, before it was known as the current', async () => {
    focus(`#${first.input.id}`);
    const third = new FakeChatModel('chat-3');
    find('#main').insertAdjacentHTML('afterend', html(third));
    focus(`#${third.input.id}`);
    focus('#elsewhere');
    await open(first, second, third);
    expect(chats.current).toBe(third);
  });

  it('keep the current one when what had the focus there is gone', () => {
    const main = find('#main .jp-ThemedContainer');
    main.insertAdjacentHTML('beforeend', '<input id="edit">');
    focus('#edit');
    find('#edit').remove();
    expect(chats.current).toBe(first);
  });

  it('have another current one when it is closed', async () => {
    focus(`#${first.input.id}`);
    await open(second);
    expect(chats.current).toBe(second);
    await open();
    expect(chats.current).toBeNull();
  });

  it('are found around an element, and within one where it is the only one', () => {
    expect(chats.at(find('#main'))).toBe(first);
    expect(chats.at(find(`#${second.input.id}`))).toBe(second);
    expect(chats.at(document.body)).toBeNull();
    expect(chats.at(find('#elsewhere'))).toBeNull();
  });

  it('are told apart from a copy with the same id by where its file is', async () => {
    const copy = Object.assign(new FakeChatModel('chat-1'), {
      name: 'RTC:copy.chat'
    });
    await open(first, copy);
    expect(chats.find('chat-1')).toBe(first);
    expect(chats.find('chat-1', 'chat-1.chat')).toBe(first);
    expect(chats.find('chat-1', 'copy.chat')).toBe(copy);
    expect(chats.find('chat-1', 'elsewhere.chat')).toBeNull();
    expect(chats.pathOf('chat-1', 'copy.chat')).toBe('RTC:copy.chat');
    expect(chats.pathOf('chat-1', 'elsewhere.chat')).toBe('elsewhere.chat');
  });

  it('are found by where their file was before it was renamed', () => {
    Object.assign(first, { name: 'after.chat' });
    expect(chats.find('chat-1', 'chat-1.chat')).toBe(first);
    expect(chats.pathOf('chat-1', 'chat-1.chat')).toBe('after.chat');
  });

  it('come to the front where they are, or were when they were closed', async () => {
    await chats.show('chat-1');
    await open();
    await chats.show('chat-2');
    await chats.show('unknown');
    await chats.show('elsewhere', 'far/away.chat');
    await chats.show('chat-2', 'renamed.chat');
    expect(opened).toEqual([
      ['chat-1.chat', false],
      ['chat-2.chat', true],
      ['far/away.chat', false],
      ['renamed.chat', true]
    ]);
    expect(first.input.focused).toBe(1);
  });

  it('are seen where they are drawn on a page that is not hidden', () => {
    let isDrawn = true;
    Element.prototype.checkVisibility = () => isDrawn;
    expect(chats.isVisible(first.asModel)).toBe(true);
    isDrawn = false;
    expect(chats.isVisible(first.asModel)).toBe(false);
    isDrawn = true;
    const state = jest.spyOn(document, 'visibilityState', 'get');
    state.mockReturnValue('hidden');
    expect(chats.isVisible(first.asModel)).toBe(false);
    state.mockRestore();
  });

  async function open(...models: FakeChatModel[]): Promise<void> {
    actions.chats = models.map(model => model.asModel);
    actions.chatsChanged.emit();
    await Promise.resolve();
  }

  function html(model: FakeChatModel): string {
    const { id } = model.input;
    return `<div class="jp-ThemedContainer">
      <div data-input-id="${id}"><textarea id="${id}"></textarea></div>
    </div>`;
  }

  function find(selector: string): HTMLElement {
    return document.querySelector(selector) as HTMLElement;
  }

  function focus(selector: string): void {
    find(selector).focus();
  }
});

import { record } from '../../__tests__/fakes/generations';
import { LeftPage } from './left-page';

describe('the panels with chats', () => {
  let page: LeftPage;
  let changes: number;

  beforeEach(() => {
    page = new LeftPage();
    changes = 0;
    page.panels.changed.connect(() => (changes += 1));
  });

  afterEach(() => page.close());

  it('are those in which a chat is shown', () => {
    expect([...page.panels.all.keys()]).toEqual([page.panel]);
  });

  it('tell when one is hidden and shown again', () => {
    page.leave();
    expect(changes).toBe(1);
    page.comeBack();
    expect(changes).toBe(2);
  });

  it('are looked for again with what goes on in a chat, which may be drawn only now', () => {
    const chats = page.panels.all.get(page.panel) ?? [];
    page.chats.places.clear();
    page.chats.places.set(page.other.node, chats);
    page.generations.store.apply(record());
    expect([...page.panels.all.keys()]).toEqual([page.other]);
  });

  it('tell when the page is hidden', () => {
    document.dispatchEvent(new Event('visibilitychange'));
    expect(changes).toBe(1);
  });

  it('are left alone once their chat is closed', () => {
    page.closeChat();
    page.chats.places.clear();
    page.chats.changed.emit();
    expect(page.panels.all.size).toBe(0);
    changes = 0;
    page.panel.hide();
    expect(changes).toBe(0);
  });

  it('are left alone when nobody wants to know any more', () => {
    page.panels.dispose();
    page.leave();
    document.dispatchEvent(new Event('visibilitychange'));
    expect(changes).toBe(0);
  });
});

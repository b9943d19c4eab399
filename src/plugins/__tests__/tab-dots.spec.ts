import { nullTranslator } from '@jupyterlab/translation';

import { record } from '../../__tests__/fakes/generations';
import { TabDots } from '../tab-dots';
import { LeftPage } from './left-page';

const ANSWERING = 'jp-StopStream-tab-answering';
const NAME = 'story.chat';
const RENAMED = 'renamed.chat';
const ANSWERED = 'jp-StopStream-tab-answered';

describe('the tab of a chat', () => {
  let page: LeftPage;
  let dots: TabDots;

  beforeEach(() => {
    page = new LeftPage();
    page.panel.title.className = 'theirs';
    page.panel.title.caption = NAME;
    dots = new TabDots({
      chats: page.chats,
      generations: page.generations,
      panels: page.panels,
      trans: nullTranslator.load('')
    });
  });

  afterEach(() => {
    dots.dispose();
    dots.dispose();
    page.close();
  });

  it('has a dot while an answer of mine runs, and says so', () => {
    page.generations.store.apply(record());
    expect(title()).toEqual([
      `theirs ${ANSWERING}`,
      'story.chat\nBeing answered'
    ]);
    expect(page.other.title.className).toBe('');
  });

  it('has none for an answer to somebody else', () => {
    page.generations.store.apply(record({ is_mine: false }));
    expect(title()).toEqual(['theirs', NAME]);
  });

  it('has none after an answer whose end was seen', () => {
    page.generations.store.apply(record());
    end();
    expect(title()).toEqual(['theirs', NAME]);
  });

  it('has another after an answer that ended unseen, until the chat is seen', () => {
    page.generations.store.apply(record());
    page.leave();
    end();
    expect(title()).toEqual([
      `theirs ${ANSWERED}`,
      'story.chat\nEnded, not seen yet'
    ]);
    page.comeBack();
    expect(title()).toEqual(['theirs', NAME]);
  });

  it('has none after an answer that I stopped', () => {
    page.generations.store.apply(record());
    page.leave();
    end({ stopped_by: 'me', outcome: 'interrupted' });
    expect(title()).toEqual(['theirs', NAME]);
  });

  it('keeps what others say in its caption meanwhile', () => {
    page.generations.store.apply(record());
    page.panel.title.caption = RENAMED;
    document.dispatchEvent(new Event('visibilitychange'));
    end();
    expect(title()).toEqual(['theirs', RENAMED]);
  });

  it('is as it was when nobody wants dots any more', () => {
    page.generations.store.apply(record());
    dots.dispose();
    expect(title()).toEqual(['theirs', NAME]);
  });

  it('is not drawn anew where nothing is new', () => {
    page.generations.store.apply(record());
    let drawn = 0;
    page.panel.title.changed.connect(() => (drawn += 1));
    page.generations.store.apply(record({ revision: 2, reply_ids: ['reply'] }));
    expect(drawn).toBe(0);
  });

  function end(changes: Parameters<typeof record>[0] = {}): void {
    page.generations.store.apply(
      record({ state: 'ended', outcome: 'complete', revision: 9, ...changes })
    );
  }

  function title(): string[] {
    const { caption, className } = page.panel.title;
    return [className, caption];
  }
});

import { nullTranslator } from '@jupyterlab/translation';

import { FakeGenerations, record } from '../../__tests__/fakes/generations';
import { FakeNotices } from '../../__tests__/fakes/notices';
import { FakeOpenChats } from '../../__tests__/fakes/open-chats';
import type { IGeneration } from '../../generations';
import { UnsavedAnswers } from '../unsaved-answers';

describe('answers whose end could not be saved', () => {
  let generations: FakeGenerations;
  let notices: FakeNotices;
  let unsaved: UnsavedAnswers;

  beforeEach(() => {
    const chats = new FakeOpenChats();
    chats.paths.set('chat-1', 'work/story.chat');
    generations = new FakeGenerations();
    notices = new FakeNotices();
    unsaved = new UnsavedAnswers({
      chats,
      generations,
      notices,
      trans: nullTranslator.load('')
    });
  });

  afterEach(() => {
    unsaved.dispose();
    unsaved.dispose();
  });

  it('are told of once, until they are saved after all', () => {
    end({ is_saved: false });
    end({ is_saved: false, receipt: 'cancelled', revision: 3 });
    expect(notices.told).toHaveLength(1);
    expect(notices.told[0]).toMatch(/^story could not be saved/);
    expect(notices.standing).toHaveLength(1);
    end({ is_saved: true, revision: 4 });
    expect(notices.standing).toEqual([]);
  });

  it('are told of once for a chat, until all of them are saved', () => {
    end({ is_saved: false });
    end({ is_saved: false, generation_id: 'generation-2' });
    end({ is_saved: false, generation_id: 'elsewhere', chat_id: 'chat-2' });
    expect(notices.standing).toHaveLength(2);
    end({ is_saved: true, revision: 3 });
    expect(notices.standing).toHaveLength(2);
    end({ is_saved: true, revision: 3, generation_id: 'generation-2' });
    expect(notices.standing).toHaveLength(1);
  });

  it('are found by where the server says that their chat is', () => {
    end({ is_saved: false, chat_id: 'chat-9', chat_path: 'far/away.chat' });
    expect(notices.told[0]).toMatch(/^away could not be saved/);
    end({ is_saved: true, chat_id: 'chat-9', revision: 3 });
    expect(notices.standing).toEqual([]);
  });

  it('are none where nothing is said of that', () => {
    end();
    end({ is_saved: true, revision: 3 });
    expect(notices.told).toEqual([]);
  });

  it('are forgotten with the page that shows them', () => {
    end({ is_saved: false });
    unsaved.dispose();
    expect(notices.standing).toEqual([]);
    end({ is_saved: false, generation_id: 'generation-2' });
    expect(notices.told).toHaveLength(1);
  });

  function end(changes: Partial<IGeneration> = {}): void {
    generations.store.apply(
      record({
        state: 'ended',
        outcome: 'interrupted',
        revision: 2,
        ...changes
      })
    );
  }
});

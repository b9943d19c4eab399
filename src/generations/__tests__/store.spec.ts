import { record } from '../../__tests__/fakes/generations';
import { GenerationStore } from '../store';

describe('the store', () => {
  let store: GenerationStore;
  let changed: string[];
  let ended: string[];

  beforeEach(() => {
    store = new GenerationStore();
    changed = [];
    ended = [];
    store.changed.connect((_, chatId) => changed.push(chatId));
    store.ended.connect((_, one) => ended.push(one.generation_id));
  });

  it('lists what has not ended, oldest first, chat by chat', () => {
    store.apply(record({ generation_id: 'young', started_at: 2 }));
    store.apply(record({ generation_id: 'old', started_at: 1 }));
    store.apply(record({ generation_id: 'elsewhere', chat_id: 'chat-2' }));
    store.apply(record({ generation_id: 'over', state: 'ended' }));
    const ids = store.live('chat-1').map(one => one.generation_id);
    expect(ids).toEqual(['old', 'young']);
    expect(changed).toEqual(['chat-1', 'chat-1', 'chat-2', 'chat-1']);
  });

  it('is not changed by a record that comes late or twice', () => {
    store.apply(record({ revision: 3, state: 'stopping' }));
    store.apply(record({ revision: 2 }));
    store.apply(record({ revision: 3 }));
    expect(store.live('chat-1')[0]?.state).toBe('stopping');
    expect(changed).toHaveLength(1);
  });

  it('does not bring back what has ended', () => {
    store.apply(record({ revision: 5, state: 'ended' }));
    store.apply(record({ revision: 4 }));
    expect(store.live('chat-1')).toEqual([]);
  });

  it('says once that a generation ended, also where its receipt changes', () => {
    store.apply(record({ revision: 2, state: 'ended', receipt: 'detached' }));
    store.apply(record({ revision: 3, state: 'ended', receipt: 'cancelled' }));
    expect(ended).toEqual(['generation-1']);
  });

  it('tells of each record that is news, of what has ended too', () => {
    const told: number[] = [];
    store.told.connect((_, one) => told.push(one.revision));
    store.apply(record());
    store.apply(record({ revision: 3, state: 'ended', is_saved: false }));
    store.apply(record({ revision: 3, state: 'ended', is_saved: false }));
    store.apply(record({ revision: 2 }));
    store.apply(record({ revision: 4, state: 'ended', is_saved: true }));
    expect(told).toEqual([1, 3, 4]);
  });

  it('recalls what has ended, which is news only where it was live', () => {
    const over = record({ revision: 2, state: 'ended', receipt: 'detached' });
    store.recall(over);
    expect(store.find('generation-1')).toBe(over);
    store.apply(record({ generation_id: 'live' }));
    expect(ended).toEqual([]);
    store.recall({ ...over, generation_id: 'live' });
    expect(ended).toEqual(['live']);
    expect(store.live('chat-1')).toEqual([]);
  });

  it('takes what is missing from the whole truth as ended', () => {
    store.apply(record({ generation_id: 'gone' }));
    store.apply(record({ generation_id: 'elsewhere', chat_id: 'chat-2' }));
    store.replace('chat-1', [record({ generation_id: 'new' })]);
    expect(ended).toEqual(['gone']);
    const ids = store.live('chat-1').map(one => one.generation_id);
    expect(ids).toEqual(['new']);
    expect(store.live('chat-2')).toHaveLength(1);
  });

  it('is not changed by a whole truth that is older than what is known', () => {
    store.apply(record({ revision: 5, state: 'ended' }));
    store.apply(
      record({ generation_id: 'other', revision: 3, state: 'stopping' })
    );
    store.replace('chat-1', [
      record({ revision: 4 }),
      record({ generation_id: 'other', revision: 2 })
    ]);
    expect(store.live('chat-1').map(one => one.state)).toEqual(['stopping']);
    store.replace('chat-1', [record({ generation_id: 'other', revision: 3 })]);
    expect(store.live('chat-1').map(one => one.state)).toEqual(['stopping']);
  });

  it('says that a generation ended where the whole truth tells it first', () => {
    store.apply(record());
    store.replace('chat-1', [record({ revision: 2, state: 'ended' })]);
    expect(ended).toEqual(['generation-1']);
  });

  it('does not bring back what a whole truth has ended, and says its end once', () => {
    store.apply(record({ revision: 3 }));
    store.replace('chat-1', []);
    store.apply(record({ revision: 3 }));
    expect(store.live('chat-1')).toEqual([]);
    store.apply(record({ revision: 4, state: 'ended' }));
    expect(ended).toEqual(['generation-1']);
  });

  it('lets go of what has not ended in a chat that is released', () => {
    store.apply(record());
    store.apply(record({ generation_id: 'elsewhere', chat_id: 'chat-2' }));
    store.apply(record({ generation_id: 'over', state: 'ended' }));
    changed.length = ended.length = 0;
    store.release('chat-1');
    store.release('chat-1');
    expect(store.live('chat-1')).toEqual([]);
    expect(store.live('chat-2')).toHaveLength(1);
    expect([changed, ended]).toEqual([['chat-1'], []]);
    store.apply(record({ generation_id: 'over' }));
    expect(store.live('chat-1')).toEqual([]);
    store.apply(record());
    expect(store.live('chat-1')).toHaveLength(1);
  });

  it('gives the same list until something of that chat changes', () => {
    store.apply(record());
    const before = store.live('chat-1');
    store.apply(record());
    store.apply(record({ generation_id: 'elsewhere', chat_id: 'chat-2' }));
    store.replace('chat-1', [record()]);
    expect(store.live('chat-1')).toBe(before);
    expect(store.live('nowhere')).toBe(store.live('nowhere'));
    expect(changed).toEqual(['chat-1', 'chat-2']);
    store.apply(record({ revision: 2, state: 'stopping' }));
    expect(store.live('chat-1')).not.toBe(before);
    expect(before).toEqual([record()]);
  });

  it('keeps a generation in its place when it changes', () => {
    store.apply(record({ generation_id: 'first' }));
    store.apply(record({ generation_id: 'second' }));
    store.apply(record({ generation_id: 'first', revision: 2 }));
    const ids = store.live('chat-1').map(one => one.generation_id);
    expect(ids).toEqual(['first', 'second']);
  });

  it('ends and lets go of only what is meant, where copies have one id', () => {
    const isHere = (one: { chat_path: string | null }) =>
      one.chat_path === 'here.chat';
    const copy = record({ generation_id: 'copy', chat_path: 'copy.chat' });
    store.apply(record({ chat_path: 'here.chat' }));
    store.apply(copy);
    store.replace('chat-1', [], isHere);
    expect(ended).toEqual(['generation-1']);
    store.release('chat-1', isHere);
    expect(store.live('chat-1')).toEqual([copy]);
  });

  it('does not grow with the generations that have ended', () => {
    for (let count = 0; count < 1000; count++) {
      store.apply(record({ generation_id: `${count}`, state: 'ended' }));
    }
    store.apply(record({ generation_id: '0', revision: 1 }));
    // It was forgotten, and so the oldest is news again; the latest is known.
    expect(store.live('chat-1')).toHaveLength(1);
    store.apply(record({ generation_id: '999', revision: 1 }));
    expect(store.live('chat-1')).toHaveLength(1);
  });
});

import type { IChatModel } from '@jupyter/chat';
import { nullTranslator } from '@jupyterlab/translation';
import { PromiseDelegate } from '@lumino/coreutils';

import { FakeChatModel } from '../../__tests__/fakes/chat-model';
import { FakeGenerations, record } from '../../__tests__/fakes/generations';
import { FakeNotices } from '../../__tests__/fakes/notices';
import type { ISeen } from '../../protocol';
import { StopActions } from '../actions';
import { RequestRefused } from '../tokens';

describe('what a person can do', () => {
  let model: FakeChatModel;
  let generations: FakeGenerations;
  let actions: StopActions;
  let notices: FakeNotices;
  const seen: readonly ISeen[] = [{ message_id: 'reply-1', length: 4 }];

  beforeEach(() => {
    jest.useFakeTimers();
    model = new FakeChatModel();
    generations = new FakeGenerations();
    generations.store.apply(record());
    notices = new FakeNotices();
    const gate = {
      isDisposed: false,
      dispose: () => undefined,
      shut: (shut: readonly { generation_id: string }[]) => {
        generations.asked.push(['shut', ...shut.map(one => one.generation_id)]);
        return seen;
      },
      open: (id: string) => generations.asked.push(['open', id]),
      reveal: (id: string, isShown: boolean) =>
        generations.asked.push(['reveal', id, isShown]),
      isRevealed: (id: string) => id === 'revealed'
    };
    actions = new StopActions({
      generations,
      gates: { gateOf: () => gate },
      notices,
      trans: nullTranslator.load('')
    });
  });

  afterEach(() => jest.useRealTimers());

  it('freezes the text before anything is sent, in the same task', () => {
    actions.stop(model.asModel);
    expect(generations.asked).toEqual([
      ['shut', 'generation-1'],
      ['stop', 'chat-1', { seen }]
    ]);
  });

  it('does not freeze what somebody else asked for', () => {
    const theirs = record({ generation_id: 'theirs', is_mine: false });
    generations.store.apply(theirs);
    actions.stop(model.asModel);
    expect(generations.asked[0]).toEqual(['shut', 'generation-1']);
  });

  it('freezes and stops what is named, and nothing else', () => {
    generations.store.apply(record({ generation_id: 'other' }));
    generations.store.apply(
      record({ generation_id: 'theirs', is_mine: false })
    );
    actions.stop(model.asModel, ['other', 'theirs', 'long-gone']);
    expect(generations.asked).toEqual([
      ['shut', 'other', 'theirs'],
      ['stop', 'chat-1', { generationIds: ['other', 'theirs'], seen }]
    ]);
    expect(actions.isStopping('chat-1', ['other', 'theirs'])).toBe(true);
    expect(actions.isStopping('chat-1', ['generation-1'])).toBe(false);
  });

  it('stops nothing where what was named has ended', () => {
    actions.stop(model.asModel, ['long-gone']);
    expect(generations.asked).toEqual([]);
  });

  it('forces one that is stopping, while another goes on', async () => {
    generations.store.apply(
      record({ generation_id: 'other', state: 'stopping' })
    );
    actions.stop(model.asModel, ['other']);
    await settle();
    expect(generations.asked).toEqual([
      ['shut', 'other'],
      ['stop', 'chat-1', { generationIds: ['other'] }]
    ]);
  });

  it('is stopping until the server has answered', async () => {
    const changes: string[] = [];
    actions.changed.connect((_, chatId) => changes.push(chatId));
    actions.stop(model.asModel);
    expect(actions.isStopping('chat-1')).toBe(true);
    expect(actions.isStopping('chat-2')).toBe(false);
    generations.answer.resolve(['generation-1']);
    await settle();
    expect(actions.isStopping('chat-1')).toBe(false);
    expect(changes).toEqual(['chat-1', 'chat-1']);
    expect(notices.told).toEqual([]);
  });

  it('shows the text again and says why when a stop is refused', async () => {
    actions.stop(model.asModel);
    generations.answer.reject(new RequestRefused('Not yours.'));
    await settle();
    expect(generations.asked[2]).toEqual(['open', 'generation-1']);
    expect(notices.told).toEqual(['The answer was not stopped. Not yours.']);
    expect(actions.isStopping('chat-1')).toBe(false);
  });

  it('says that the server does not answer, and leaves the text frozen', async () => {
    actions.stop(model.asModel);
    await jest.advanceTimersByTimeAsync(3000);
    expect(actions.noteOf('chat-1')).toContain('does not answer');
    expect(actions.noteOf('chat-2')).toBeNull();
    expect(generations.asked).toHaveLength(2);
    expect(actions.isStopping('chat-1')).toBe(true);
  });

  it('asks once, however often Stop is pressed', async () => {
    for (let count = 0; count < 10; count++) {
      actions.stop(model.asModel);
    }
    await jest.advanceTimersByTimeAsync(60000);
    expect(generations.asked.filter(([what]) => what === 'stop')).toHaveLength(
      1
    );
  });

  it('says so no longer when the server has answered', async () => {
    actions.stop(model.asModel);
    await jest.advanceTimersByTimeAsync(3000);
    expect(actions.noteOf('chat-1')).not.toBeNull();
    const changes: string[] = [];
    actions.changed.connect((_, chatId) => changes.push(chatId));
    generations.answer.resolve([]);
    await settle();
    expect(actions.noteOf('chat-1')).toBeNull();
    expect(new Set(changes)).toEqual(new Set(['chat-1']));
  });

  it('says at once that the server cannot be reached, and not when it can again', async () => {
    generations.reach(false);
    actions.stop(model.asModel);
    expect(generations.asked[0]).toEqual(['shut', 'generation-1']);
    expect(actions.noteOf('chat-1')).toContain('cannot be reached');
    generations.reach(true);
    expect(actions.noteOf('chat-1')).toBeNull();
    await jest.advanceTimersByTimeAsync(3000);
    expect(actions.noteOf('chat-1')).toContain('does not answer');
    generations.reach(false);
    expect(actions.noteOf('chat-1')).toContain('cannot be reached');
    generations.answer.resolve([]);
    await settle();
    generations.reach(true);
    await jest.advanceTimersByTimeAsync(60000);
    expect(actions.noteOf('chat-1')).toBeNull();
  });

  it('does not say so where the server has answered in time', async () => {
    actions.stop(model.asModel);
    await jest.advanceTimersByTimeAsync(2999);
    generations.answer.resolve([]);
    await jest.advanceTimersByTimeAsync(60000);
    expect(actions.noteOf('chat-1')).toBeNull();
  });

  it('asks again for what began after the first press, and is stopping until the last is answered', async () => {
    const { answer } = generations;
    actions.stop(model.asModel);
    generations.store.apply(record({ generation_id: 'later' }));
    generations.answer = new PromiseDelegate();
    actions.stop(model.asModel);
    expect(generations.asked.slice(2)).toEqual([
      ['shut', 'generation-1', 'later'],
      ['stop', 'chat-1', { seen }]
    ]);
    answer.resolve([]);
    await settle();
    expect(actions.isStopping('chat-1')).toBe(true);
    generations.answer.resolve([]);
    await settle();
    expect(actions.isStopping('chat-1')).toBe(false);
  });

  describe('while an answer is stopping', () => {
    const generationIds = ['generation-1'];

    beforeEach(async () => {
      actions.stop(model.asModel);
      generations.store.apply(record({ state: 'stopping', revision: 2 }));
      generations.answer.resolve(generationIds);
      await settle();
      generations.asked.length = 0;
    });

    it('forces it with the second press, and offers to reload with the third', async () => {
      actions.stop(model.asModel);
      await settle();
      expect(generations.asked).toEqual([
        ['shut', 'generation-1'],
        ['stop', 'chat-1', { generationIds }]
      ]);
      expect(notices.told).toEqual([]);
      actions.stop(model.asModel);
      expect(notices.told).toEqual([
        'The answer does not end. Reload the persona?'
      ]);
      expect(notices.standing[0]?.offer?.label).toBe('Reload');
      notices.standing[0]?.offer?.act();
      await settle();
      expect(generations.asked.slice(2)).toEqual([
        ['shut', 'generation-1'],
        ['reload', 'chat-1']
      ]);
      expect(notices.told).toHaveLength(1);
    });

    it('makes one offer, however often it is pressed then', () => {
      for (let count = 0; count < 5; count++) {
        actions.stop(model.asModel);
      }
      expect(notices.standing).toHaveLength(1);
    });

    it.each([
      ['takes the offer back when it has ended', 'cancelled', 0],
      ['leaves the offer where it was given up', 'detached', 1]
    ] as const)('%s', (_, receipt, standing) => {
      actions.stop(model.asModel);
      actions.stop(model.asModel);
      generations.store.apply(record({ state: 'ended', receipt, revision: 3 }));
      expect(notices.standing).toHaveLength(standing);
    });

    it('says why it was not forced, and shows nothing of it', async () => {
      generations.answer = new PromiseDelegate();
      generations.answer.reject(new RequestRefused('Not yours.'));
      actions.stop(model.asModel);
      await settle();
      expect(notices.told).toEqual([
        'The answer was not forced to end. Not yours.'
      ]);
      expect(generations.asked.map(([what]) => what)).not.toContain('open');
    });

    it('begins with the first press again at the next answer', async () => {
      actions.stop(model.asModel);
      generations.store.apply(record({ state: 'ended', revision: 3 }));
      generations.store.apply(record({ generation_id: 'next' }));
      actions.stop(model.asModel);
      expect(generations.asked.slice(-1)).toEqual([
        ['stop', 'chat-1', { seen }]
      ]);
    });
  });

  it('says why a persona was not reloaded', async () => {
    actions.reload(model.asModel);
    generations.answer.reject(new RequestRefused('It is not open.'));
    await settle();
    expect(notices.told).toEqual([
      'The persona was not reloaded. It is not open.'
    ]);
  });

  it.each([
    ['reload', () => actions.reload(model.asModel)],
    ['regenerate', () => actions.regenerate(model.asModel, 'prompt-1')]
  ])('says that there is no answer to a %s', async (_, ask) => {
    ask();
    await jest.advanceTimersByTimeAsync(3000);
    expect(notices.standing[0]?.message).toContain('no answer yet');
  });

  it('knows which tails are shown', () => {
    expect(actions.isRevealed(model.asModel, 'revealed')).toBe(true);
    expect(actions.isRevealed(model.asModel, 'generation-1')).toBe(false);
  });

  it('shows the tail that was cut, and hides it again', () => {
    actions.reveal(model.asModel, 'generation-1', true);
    actions.reveal(model.asModel, 'generation-1', false);
    expect(generations.asked).toEqual([
      ['reveal', 'generation-1', true],
      ['reveal', 'generation-1', false]
    ]);
  });

  it('is nothing in a chat whose id is not known yet', async () => {
    const opening = { ...model, id: undefined } as unknown as IChatModel;
    actions.stop(opening);
    actions.regenerate(opening, 'prompt-1');
    actions.reload(opening);
    actions.watch(opening);
    await settle();
    expect(generations.asked).toEqual([]);
    expect(generations.followed).toEqual([]);
  });

  it('says why a prompt was not asked again', async () => {
    actions.regenerate(model.asModel, 'prompt-1');
    expect(generations.asked).toEqual([['regenerate', 'chat-1', 'prompt-1']]);
    generations.answer.reject(new RequestRefused('Nobody answers.'));
    await settle();
    expect(notices.told).toEqual([
      'The prompt was not asked again. Nobody answers.'
    ]);
  });

  it('follows a chat once, and until it is disposed', async () => {
    actions.watch(model.asModel);
    actions.watch(model.asModel);
    await settle();
    expect(generations.followed).toEqual(['chat-1']);
    model.dispose();
    expect(generations.followed).toEqual([]);
  });

  it('does not follow a chat that was closed before it was ready', async () => {
    actions.watch(model.asModel);
    model.dispose();
    await settle();
    expect(generations.followed).toEqual([]);
  });
});

async function settle(): Promise<void> {
  await jest.advanceTimersByTimeAsync(0);
}

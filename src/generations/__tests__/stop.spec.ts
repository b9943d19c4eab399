import { nullTranslator } from '@jupyterlab/translation';
import { PromiseDelegate } from '@lumino/coreutils';

import { FakeChatModel } from '../../__tests__/fakes/chat-model';
import { FakeGate } from '../../__tests__/fakes/gate';
import { FakeGenerations, record } from '../../__tests__/fakes/generations';
import { FakeNotices } from '../../__tests__/fakes/notices';
import { StopActions } from '../actions';
import { RequestRefused } from '../tokens';

describe('a stop', () => {
  let model: FakeChatModel;
  let other: FakeChatModel;
  let generations: FakeGenerations;
  let actions: StopActions;
  let notices: FakeNotices;
  let gate: FakeGate;

  beforeEach(() => {
    jest.useFakeTimers();
    model = new FakeChatModel();
    other = new FakeChatModel('chat-2');
    generations = new FakeGenerations();
    generations.store.apply(record());
    notices = new FakeNotices();
    gate = new FakeGate(generations.asked, model.asModel);
    actions = new StopActions({
      generations,
      gates: gate,
      notices,
      trans: nullTranslator.load('')
    });
  });

  afterEach(() => {
    model.dispose();
    other.dispose();
    jest.useRealTimers();
  });

  describe('that is not answered', () => {
    it('says so, and leaves the text frozen', async () => {
      press();
      await jest.advanceTimersByTimeAsync(3000);
      expect(note()).toContain('does not answer');
      expect(actions.noteOf(other.asModel)).toBeNull();
      expect(generations.asked.map(([what]) => what)).toEqual(['shut', 'stop']);
      expect(actions.isStopping(model.asModel, ['generation-1'])).toBe(true);
    });

    it('says so no longer when it is', async () => {
      press();
      await jest.advanceTimersByTimeAsync(3000);
      expect(note()).not.toBeNull();
      const changes: string[] = [];
      actions.changed.connect((_, chatId) => changes.push(chatId));
      generations.answer.resolve([]);
      await settle();
      expect(note()).toBeNull();
      expect(new Set(changes)).toEqual(new Set(['chat-1']));
    });

    it('says at once that the server cannot be reached, and not when it can again', async () => {
      generations.reach(false);
      press();
      expect(generations.asked[0]).toEqual(['shut', 'generation-1']);
      expect(note()).toContain('cannot be reached');
      generations.reach(true);
      expect(note()).toBeNull();
      await jest.advanceTimersByTimeAsync(3000);
      expect(note()).toContain('does not answer');
      generations.reach(false);
      expect(note()).toContain('cannot be reached');
      generations.answer.resolve([]);
      await settle();
      generations.reach(true);
      await jest.advanceTimersByTimeAsync(60000);
      expect(note()).toBeNull();
    });

    it('says nothing where the answer comes in time', async () => {
      press();
      await jest.advanceTimersByTimeAsync(2999);
      generations.answer.resolve([]);
      await jest.advanceTimersByTimeAsync(60000);
      expect(note()).toBeNull();
    });
  });

  it('that is refused shows the text again, says why, and is over', async () => {
    press();
    generations.answer.reject(new RequestRefused('Not yours.'));
    await settle();
    expect(generations.asked[2]).toEqual(['open', 'generation-1']);
    expect(notices.told).toEqual(['The answer was not stopped. Not yours.']);
    expect(actions.isStopping(model.asModel, ['generation-1'])).toBe(false);
    generations.answer = new PromiseDelegate();
    press();
    expect(generations.asked.slice(3).map(([what]) => what)).toEqual([
      'shut',
      'stop'
    ]);
  });

  it('that somebody else asked for is forced by a press, while another answer goes on', () => {
    tell({ generation_id: 'other', state: 'stopping' });
    press(['other']);
    expect(generations.asked).toEqual([
      ['shut', 'other'],
      ['stop', 'chat-1', { generationIds: ['other'] }]
    ]);
  });

  describe('that the server has taken up', () => {
    const generationIds = ['generation-1'];

    beforeEach(async () => {
      press();
      tell({ state: 'stopping', revision: 2 });
      generations.answer.resolve(generationIds);
      await settle();
      generations.asked.length = 0;
    });

    it('is forced by the second press, and offers to reload with the third', async () => {
      press();
      await settle();
      expect(generations.asked).toEqual([
        ['shut', 'generation-1'],
        ['stop', 'chat-1', { generationIds }]
      ]);
      expect(notices.told).toEqual([]);
      press();
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

    it('says in the chat that its force is not answered', async () => {
      generations.answer = new PromiseDelegate();
      press();
      await jest.advanceTimersByTimeAsync(3000);
      expect(note()).toContain('does not answer');
      expect(notices.told).toEqual([]);
    });

    it('says why it was not forced, and shows nothing of the text', async () => {
      generations.answer = new PromiseDelegate();
      generations.answer.reject(new RequestRefused('Not yours.'));
      press();
      await settle();
      expect(notices.told).toEqual([
        'The answer was not forced to end. Not yours.'
      ]);
      expect(generations.asked.map(([what]) => what)).not.toContain('open');
    });

    it('makes one offer, however often it is pressed then', () => {
      for (let count = 0; count < 5; count++) {
        press();
      }
      expect(notices.standing).toHaveLength(1);
    });

    it('makes one offer in a chat, also for another answer that does not end', () => {
      press();
      press();
      tell({ generation_id: 'other', state: 'stopping' });
      press(['other']);
      press(['other']);
      expect(notices.told).toHaveLength(2);
      expect(notices.standing).toHaveLength(1);
    });

    it.each([
      ['takes its offer back when its answer has ended', 'cancelled', 0],
      ['leaves its offer where its answer was given up', 'detached', 1]
    ] as const)('%s', (_, receipt, standing) => {
      press();
      press();
      tell({ state: 'ended', receipt, revision: 3 });
      expect(notices.standing).toHaveLength(standing);
    });

    it('takes its offer back when what was given up has ended after all', () => {
      press();
      press();
      tell({ state: 'ended', receipt: 'detached', revision: 3 });
      tell({ state: 'ended', receipt: 'cancelled', revision: 4 });
      expect(notices.standing).toEqual([]);
    });

    it('leaves its offer while one of its answers goes on', async () => {
      tell({ generation_id: 'other', state: 'stopping' });
      press();
      press();
      tell({ state: 'ended', receipt: 'cancelled', revision: 3 });
      expect(notices.standing).toHaveLength(1);
      tell({
        generation_id: 'other',
        state: 'ended',
        receipt: 'cancelled',
        revision: 2
      });
      expect(notices.standing).toEqual([]);
    });

    it('takes its offer back when its chat is closed', () => {
      actions.watch(model.asModel);
      press();
      press();
      model.dispose();
      expect(notices.standing).toEqual([]);
    });

    it('is over with its answer, and the next press is the first again', () => {
      press();
      tell({ state: 'ended', revision: 3 });
      tell({ generation_id: 'next' });
      press();
      expect(generations.asked.slice(-1)).toEqual([
        ['stop', 'chat-1', { seen: gate.seen }]
      ]);
    });
  });

  function press(generationIds?: readonly string[]): void {
    actions.stop(model.asModel, generationIds);
  }

  function note(): string | null {
    return actions.noteOf(model.asModel);
  }

  function tell(changes: Parameters<typeof record>[0]): void {
    generations.store.apply(record(changes));
  }
});

async function settle(): Promise<void> {
  await jest.advanceTimersByTimeAsync(0);
}

import type { IChatModel } from '@jupyter/chat';
import { nullTranslator } from '@jupyterlab/translation';
import { PromiseDelegate } from '@lumino/coreutils';

import { FakeChatModel } from '../../__tests__/fakes/chat-model';
import { FakeGate } from '../../__tests__/fakes/gate';
import { FakeGenerations, record } from '../../__tests__/fakes/generations';
import { FakeNotices } from '../../__tests__/fakes/notices';
import { StopActions } from '../actions';
import { RequestRefused } from '../tokens';

describe('what a person can do', () => {
  let model: FakeChatModel;
  let generations: FakeGenerations;
  let actions: StopActions;
  let notices: FakeNotices;
  let gate: FakeGate;

  beforeEach(() => {
    jest.useFakeTimers();
    model = new FakeChatModel();
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

  afterEach(() => jest.useRealTimers());

  it('freezes the text before anything is sent, in the same task', () => {
    actions.stop(model.asModel);
    expect(generations.asked).toEqual([
      ['shut', 'generation-1'],
      ['stop', 'chat-1', { seen: gate.seen }]
    ]);
  });

  it('names the limit that has pressed for the person, which forces nothing', () => {
    const limit = { kind: 'seconds', amount: 120 } as const;
    const ids = ['generation-1'];
    actions.stop(model.asModel, ids, limit);
    expect(generations.asked).toEqual([
      ['shut', ...ids],
      ['stop', 'chat-1', { generationIds: ids, limit, seen: gate.seen }]
    ]);
    generations.store.apply(record({ state: 'stopping', revision: 2 }));
    actions.stop(model.asModel, ids, limit);
    expect(generations.asked.filter(([what]) => what === 'stop')).toHaveLength(
      1
    );
  });

  it('asks before a kernel is started anew, and not before a cell is ended', async () => {
    const cell = {
      execution_id: 'execution-1',
      kernel_id: 'kernel-1',
      state: 'running',
      notebook: 'work/analysis.ipynb'
    } as const;
    notices.isWanted = false;
    actions.end(model.asModel, cell, 'restart');
    await Promise.resolve();
    expect(notices.questions[0]?.body).toContain('work/analysis.ipynb');
    actions.end(model.asModel, cell, 'stop');
    notices.isWanted = true;
    actions.end(model.asModel, cell, 'restart');
    await Promise.resolve();
    expect(generations.asked).toEqual([
      ['end', 'chat-1', 'execution-1', 'stop'],
      ['end', 'chat-1', 'execution-1', 'restart']
    ]);
  });

  it('tells a person why what runs was not ended', async () => {
    const cell = {
      execution_id: 'e',
      kernel_id: 'k',
      state: 'running'
    } as const;
    actions.end(model.asModel, cell, 'interrupt');
    generations.answer.reject(new RequestRefused('No.', 'unknown_execution'));
    await jest.advanceTimersByTimeAsync(0);
    expect(notices.told).toEqual(['What runs was not ended. It has ended.']);
  });

  it('moves a prompt that waits, and says why not where that is refused', async () => {
    const taken = actions.move(model.asModel, 'generation-1', 'input');
    expect(generations.asked).toEqual([
      ['move', 'chat-1', 'generation-1', 'input']
    ]);
    generations.answer.reject(new RequestRefused('No.', 'not_waiting'));
    await expect(taken).resolves.toBe(false);
    await actions.move(model.asModel, 'generation-1', 'front');
    expect(notices.told).toEqual([
      'The prompt was not taken back. It does not wait any more.',
      'The prompt was not sent first. It does not wait any more.'
    ]);
  });

  it('does not freeze what somebody else asked for', () => {
    tell({ generation_id: 'theirs', is_mine: false });
    actions.stop(model.asModel);
    expect(generations.asked[0]).toEqual(['shut', 'generation-1']);
  });

  it('freezes and stops what is named, and nothing else', () => {
    tell({ generation_id: 'other' });
    tell({ generation_id: 'theirs', is_mine: false });
    actions.stop(model.asModel, ['other', 'theirs', 'long-gone']);
    expect(generations.asked).toEqual([
      ['shut', 'other', 'theirs'],
      [
        'stop',
        'chat-1',
        { generationIds: ['other', 'theirs'], seen: gate.seen }
      ]
    ]);
    expect(isStopping('other', 'theirs')).toBe(true);
    expect(isStopping('generation-1')).toBe(false);
  });

  it('stops nothing where what was named has ended', () => {
    actions.stop(model.asModel, ['long-gone']);
    expect(generations.asked).toEqual([]);
  });

  it('asks for a stop of what may have begun and is not known yet', () => {
    tell({ state: 'ended', revision: 2 });
    actions.stop(model.asModel);
    actions.stop(model.asModel);
    expect(generations.asked.filter(([what]) => what === 'stop')).toEqual([
      ['stop', 'chat-1', { seen: gate.seen }]
    ]);
  });

  it('names the prompts that a stop may overtake, where it is not for named answers', () => {
    const sent = { sender: { username: 'me' }, time: Date.now() / 1000 };
    model.add({ id: 'sent', ...sent });
    actions.stop(model.asModel, ['generation-1']);
    expect(generations.asked[1]?.[2]).not.toHaveProperty('promptIds');
    tell({ generation_id: 'other' });
    actions.stop(model.asModel);
    expect(generations.asked[3]?.[2]).toEqual({
      promptIds: ['sent'],
      seen: gate.seen
    });
  });

  it('is stopping until the server has answered, and nothing is of another chat', async () => {
    const changes: string[] = [];
    actions.changed.connect((_, chatId) => changes.push(chatId));
    actions.stop(model.asModel);
    expect(isStopping('generation-1')).toBe(true);
    const other = new FakeChatModel('chat-2');
    expect(actions.isStopping(other.asModel, ['generation-1'])).toBe(false);
    other.dispose();
    generations.answer.resolve(['generation-1']);
    await settle();
    expect(isStopping('generation-1')).toBe(false);
    expect(changes).toEqual(['chat-1', 'chat-1']);
    expect(notices.told).toEqual([]);
  });

  it('is stopping whoever asked for it, but not of nothing', () => {
    expect(isStopping()).toBe(false);
    tell({ state: 'stopping', revision: 2 });
    expect(isStopping('generation-1')).toBe(true);
    expect(isStopping('generation-1', 'other')).toBe(false);
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

  it('asks again for what began after the first press, and is stopping until the last is answered', async () => {
    const { answer } = generations;
    actions.stop(model.asModel);
    tell({ generation_id: 'second' });
    generations.answer = new PromiseDelegate();
    actions.stop(model.asModel);
    expect(generations.asked.slice(2)).toEqual([
      ['shut', 'generation-1', 'second'],
      ['stop', 'chat-1', { seen: gate.seen }]
    ]);
    answer.resolve([]);
    await settle();
    expect(isStopping('generation-1', 'second')).toBe(true);
    generations.answer.resolve([]);
    await settle();
    expect(isStopping('generation-1', 'second')).toBe(false);
  });

  it('does not take a stop in a copy of the chat, with the same ids, for one here', () => {
    const copy = new FakeChatModel();
    actions.stop(copy.asModel);
    copy.dispose();
    expect(isStopping('generation-1')).toBe(false);
    actions.stop(model.asModel);
    expect(generations.asked.filter(([what]) => what === 'stop')).toHaveLength(
      2
    );
  });

  it.each([
    [
      'a persona was not reloaded',
      () => actions.reload(model.asModel),
      ['reload', 'chat-1'],
      'The persona was not reloaded. No.'
    ],
    [
      'a prompt was not asked again',
      () => actions.regenerate(model.asModel, 'prompt-1'),
      ['regenerate', 'chat-1', 'prompt-1'],
      'The prompt was not asked again. No.'
    ],
    [
      'an answer was not gone on from',
      () => actions.continueAnswer(model.asModel, 'reply-1'),
      ['continue', 'chat-1', 'reply-1'],
      'The answer was not gone on from. No.'
    ]
  ])('says why %s', async (_, ask, asked, words) => {
    ask();
    expect(generations.asked).toEqual([asked]);
    await jest.advanceTimersByTimeAsync(3000);
    expect(notices.standing[0]?.message).toContain('no answer yet');
    generations.answer.reject(new RequestRefused('No.'));
    await settle();
    expect(notices.standing).toEqual([]);
    expect(notices.told.slice(1)).toEqual([words]);
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
    actions.continueAnswer(opening, 'reply-1');
    actions.reload(opening);
    actions.watch(opening);
    await settle();
    expect(generations.asked).toEqual([]);
    expect(generations.followed).toEqual([]);
  });

  describe('in the chats that it watches over', () => {
    it('follows each once, until it is closed', async () => {
      const changes: string[] = [];
      actions.changed.connect((_, chatId) => changes.push(chatId));
      actions.watch(model.asModel);
      actions.watch(model.asModel);
      expect(changes).toEqual([]);
      await settle();
      expect(changes).toEqual(['chat-1']);
      const whenTold: unknown[] = [];
      actions.chatsChanged.connect(() =>
        whenTold.push([...actions.chats, ...generations.followed])
      );
      model.dispose();
      // Whoever goes on to follow it begins before this lets go of it.
      expect(whenTold).toEqual([['chat-1']]);
      expect(generations.followed).toEqual([]);
    });

    it('follows none that was closed before it was ready, nor one that is closed', async () => {
      actions.watch(model.asModel);
      model.dispose();
      actions.watch(model.asModel);
      await settle();
      expect(generations.followed).toEqual([]);
      expect(actions.chats).toEqual([]);
    });

    it('leaves nothing behind in one that was closed while it was being stopped', async () => {
      const disconnect = jest.spyOn(model.disposed, 'disconnect');
      actions.watch(model.asModel);
      actions.stop(model.asModel);
      await jest.advanceTimersByTimeAsync(3000);
      expect(actions.noteOf(model.asModel)).not.toBeNull();
      model.dispose();
      expect(disconnect).toHaveBeenCalledTimes(1);
      expect(actions.noteOf(model.asModel)).toBeNull();
      expect(isStopping('generation-1')).toBe(false);
    });
  });

  function tell(changes: Parameters<typeof record>[0]): void {
    generations.store.apply(record(changes));
  }

  function isStopping(...ids: string[]): boolean {
    return actions.isStopping(model.asModel, ids);
  }
});

async function settle(): Promise<void> {
  await jest.advanceTimersByTimeAsync(0);
}

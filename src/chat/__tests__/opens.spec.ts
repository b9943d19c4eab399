import type { IMessage } from '@jupyter/chat';

import { FakeChatModel, mark } from '../../__tests__/fakes/chat-model';
import { FakeGenerations, record } from '../../__tests__/fakes/generations';
import { ChatGate } from '../gate';
import type { IGeneration } from '../../generations/generation';

/**
 * A text that is frozen for good is worse than one that could not be stopped.
 */
describe('what is frozen at a stop opens', () => {
  let model: FakeChatModel;
  let generations: FakeGenerations;
  let gate: ChatGate;

  beforeEach(() => {
    jest.useFakeTimers();
    model = new FakeChatModel();
    model.rendered.resolve();
    generations = new FakeGenerations();
    gate = new ChatGate(model.asModel, generations);
    tell({});
  });

  afterEach(() => {
    gate.dispose();
    jest.useRealTimers();
  });

  it.each([
    ['deleted last', [{ body: '' }, { deleted: true }]],
    ['deleted first', [{ deleted: true }, { body: '' }]]
  ])('when a person deletes it before the end: %s', async (_, updates) => {
    const reply = await frozenReply();
    updates.forEach(update => reply.update(update));
    expect(reply.deleted).toBe(true);
    end({ reply_ids: ['reply-1'] });
    await jest.advanceTimersByTimeAsync(60_000);
    expect([reply.deleted, reply.body]).toEqual([true, '']);
  });

  it('when its final mark does not come within ten seconds of the end', async () => {
    const reply = await frozenReply();
    reply.update({ body: 'Once upon' });
    end({ reply_ids: ['reply-1'] });
    await jest.advanceTimersByTimeAsync(9_999);
    expect(reply.body).toBe('Once');
    await jest.advanceTimersByTimeAsync(1);
    expect(reply.body).toBe('Once upon');
  });

  it('when it was stopped after its end, and no mark comes', async () => {
    const reply = await beginReply();
    end({ reply_ids: ['reply-1'] });
    gate.shut([record({ state: 'ended', reply_ids: ['reply-1'] })]);
    reply.update({ body: 'Once upon' });
    await jest.advanceTimersByTimeAsync(10_000);
    expect(reply.body).toBe('Once upon');
  });

  it('when the server was started anew and knows nothing of it', async () => {
    const reply = await frozenReply();
    generations.store.replace('chat-1', []);
    reply.update({ body: 'Once upon' });
    await jest.advanceTimersByTimeAsync(10_000);
    expect(reply.body).toBe('Once upon');
  });

  it('when its mark is of a server that is newer', async () => {
    const reply = await frozenReply();
    reply.update({ metadata: mark('other'), body: 'Once upon' });
    await nextFrame();
    expect(reply.body).toBe('Once upon');
  });

  it('when its mark says that it is of another generation', async () => {
    gate.shut([record()]);
    const reply = model.add({ id: 'reply-2', body: 'Another' });
    expect(reply.deleted).toBe(true);
    const renders = model.listRenders;
    const generation_id = 'generation-2';
    reply.update({ metadata: mark('streaming', { generation_id }) });
    expect([reply.deleted, reply.body]).toEqual([false, 'Another']);
    expect(model.listRenders).toBe(renders + 1);
  });

  describe('and is not frozen at all', () => {
    beforeEach(() => {
      tell({ generation_id: 'queued', started_at: 60, state: 'queued' });
    });

    it('where only a queued one of the persona is stopped', () => {
      stopQueued();
      const reply = model.add({ id: 'of-running', body: 'I run' });
      expect([reply.deleted ?? false, reply.body]).toEqual([false, 'I run']);
    });

    it('where another that the persona is writing is not stopped', () => {
      tell({ generation_id: 'queued', state: 'running', revision: 2 });
      stopQueued();
      const reply = model.add({ id: 'of-either', body: 'I run' });
      expect([reply.deleted ?? false, reply.body]).toEqual([false, 'I run']);
    });

    it('where what the persona says is of none, as the queued one has not begun', () => {
      stopQueued();
      end({ outcome: 'complete' });
      const notice = model.add({ id: 'notice', body: 'Sign in' });
      expect([notice.deleted ?? false, notice.body]).toEqual([
        false,
        'Sign in'
      ]);
    });

    it('where that one is being stopped, and the running one begins', () => {
      stopQueued();
      tell({ generation_id: 'queued', state: 'stopping', revision: 2 });
      stopQueued();
      const reply = model.add({ id: 'of-running', body: 'I run' });
      expect([reply.deleted ?? false, reply.body]).toEqual([false, 'I run']);
    });

    it('except when that one began to run after all', async () => {
      stopQueued();
      end({ outcome: 'complete' });
      tell({ generation_id: 'queued', state: 'running', revision: 2 });
      expect(model.add({ id: 'late', body: 'Too late' }).deleted).toBe(true);
    });

    it('except from its mark on, where that says it is of the stopped one', () => {
      stopQueued();
      const late = model.add({ id: 'late' });
      expect(late.deleted).toBeFalsy();
      const renders = model.listRenders;
      late.update({ metadata: mark('streaming', { generation_id: 'queued' }) });
      late.update({ body: 'Too late' });
      expect(late.deleted).toBe(true);
      expect(model.listRenders).toBe(renders + 1);
    });

    function stopQueued(): void {
      const all = generations.live(model.asModel);
      gate.shut(all.filter(one => one.generation_id === 'queued'));
    }
  });

  async function beginReply(): Promise<IMessage> {
    const reply = model.add({ id: 'reply-1', metadata: mark('streaming') });
    reply.update({ body: 'Once' });
    await nextFrame();
    expect(reply.body).toBe('Once');
    return reply;
  }

  async function frozenReply(): Promise<IMessage> {
    const reply = await beginReply();
    gate.shut([record()]);
    return reply;
  }

  function tell(changes: Partial<IGeneration>): void {
    generations.store.apply(record(changes));
  }

  function end(changes: Partial<IGeneration>): void {
    tell({ state: 'ended', outcome: 'interrupted', revision: 9, ...changes });
  }

  async function nextFrame(): Promise<void> {
    await jest.advanceTimersByTimeAsync(20);
  }
});

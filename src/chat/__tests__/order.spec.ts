import type { IMessageContent } from '@jupyter/chat';

import { FakeChatModel, mark } from '../../__tests__/fakes/chat-model';
import { FakeGenerations, record } from '../../__tests__/fakes/generations';
import { ChatGate } from '../gate';
import type { IGeneration } from '../../generations/generation';

/**
 * The chat and the generations come by two connections. Neither waits for the other, and a chat
 * may be told anew at any time.
 */
describe('whatever comes first, the gate of a chat', () => {
  let model: FakeChatModel;
  let generations: FakeGenerations;
  let gate: ChatGate;

  beforeEach(() => {
    jest.useFakeTimers();
    model = new FakeChatModel();
    model.rendered.resolve();
    generations = new FakeGenerations();
    gate = new ChatGate(model.asModel, generations);
    generations.store.apply(record());
  });

  afterEach(() => {
    gate.dispose();
    jest.useRealTimers();
  });

  describe('when the end is told before the last of the chat has come', () => {
    it('keeps a reply shut until its final mark', async () => {
      const reply = model.add({ id: 'reply-1', metadata: mark('streaming') });
      await say('reply-1', { body: 'Once' });
      gate.shut([record()]);
      end({ reply_ids: ['reply-1'] });
      await say('reply-1', { body: 'Once upon' });
      expect(reply.body).toBe('Once');
      reply.update({ metadata: mark('interrupted', { unseen: ' upon' }) });
      reply.update({ body: 'Once' });
      await nextFrame();
      reply.update({ body: 'Once.' });
      expect(reply.body).toBe('Once.');
    });

    it('keeps a reply shut whose mark has not come', async () => {
      const reply = model.add({ id: 'reply-1' });
      await say('reply-1', { body: 'Once' });
      gate.shut([record()]);
      reply.update({ body: 'Once upon' });
      end({ reply_ids: ['reply-1'] });
      await nextFrame();
      expect(reply.body).toBe('Once');
    });

    it('opens what turns out not to be of the answer', async () => {
      const notice = model.add({ id: 'notice' });
      await say('notice', { body: 'Sign in' });
      gate.shut([record()]);
      notice.update({ body: 'Sign in, please' });
      end({ reply_ids: ['reply-1'] });
      expect(notice.body).toBe('Sign in, please');
    });

    it('hides a reply that appears only then', async () => {
      gate.shut([record()]);
      end({ reply_ids: ['reply-1'] });
      const reply = model.add({ id: 'reply-1', metadata: mark('streaming') });
      await say('reply-1', { body: 'Too late' });
      expect(reply.deleted).toBe(true);
    });

    it('shows a reply that appears only then and is complete', async () => {
      gate.shut([record()]);
      end({ outcome: 'complete', reply_ids: ['reply-1'] });
      const reply = model.add({ id: 'reply-1', metadata: mark('streaming') });
      reply.update({ body: 'In time' });
      reply.update({ metadata: mark('complete') });
      await nextFrame();
      expect([reply.deleted, reply.body]).toEqual([false, 'In time']);
    });

    it('freezes nothing of the next answer of the same persona', async () => {
      gate.shut([record()]);
      end({ reply_ids: ['reply-1'] });
      const next = model.add({
        id: 'reply-2',
        metadata: mark('streaming', { generation_id: 'generation-2' })
      });
      await say('reply-2', { body: 'Next' });
      expect([!!next.deleted, next.body]).toEqual([false, 'Next']);
    });
  });

  describe('when a chat is told anew while its answer is being stopped', () => {
    it('shows what was seen, also where the list was empty between', async () => {
      model.add({ id: 'reply-1', metadata: mark('streaming') });
      await say('reply-1', { body: 'Once' });
      gate.shut([record()]);
      await say('reply-1', { body: 'Once upon' });
      forget();
      model.add({
        id: 'reply-1',
        metadata: mark('streaming'),
        body: 'Once upon a time'
      });
      await nextFrame();
      expect(shown('reply-1')).toEqual([false, 'Once']);
      await say('reply-1', { body: 'Once upon a time there' });
      expect(shown('reply-1')).toEqual([false, 'Once']);
    });

    it('keeps hidden what had not been seen', async () => {
      gate.shut([record()]);
      model.add({ id: 'reply-1', body: 'Too late' });
      model.readAnew();
      await nextFrame();
      expect(shown('reply-1')[0]).toBe(true);
      await say('reply-1', { body: 'Too late again', deleted: false });
      expect(shown('reply-1')[0]).toBe(true);
    });

    it('shows the end where that is what is told', async () => {
      model.add({ id: 'reply-1', metadata: mark('streaming') });
      await say('reply-1', { body: 'Once' });
      gate.shut([record()]);
      forget();
      model.add({
        id: 'reply-1',
        metadata: mark('complete'),
        body: 'Once upon a time.'
      });
      expect(shown('reply-1')).toEqual([false, 'Once upon a time.']);
    });

    it('shows all that was held when the stop is refused after it', async () => {
      model.add({ id: 'reply-1', metadata: mark('streaming') });
      await say('reply-1', { body: 'Once' });
      gate.shut([record()]);
      await say('reply-1', { body: 'Once upon' });
      model.messages.splice(0);
      model.add({
        id: 'reply-1',
        metadata: mark('streaming'),
        body: 'Once upon a time'
      });
      gate.open('generation-1');
      expect(shown('reply-1')).toEqual([false, 'Once upon a time']);
    });
  });

  it('tells the same of what was seen at a second stop', async () => {
    model.add({ id: 'reply-1', metadata: mark('streaming') });
    await say('reply-1', { body: 'Once' });
    const seen = gate.shut([record()]);
    await say('reply-1', { body: 'Once upon' });
    expect(gate.shut([record()])).toEqual(seen);
  });

  it('says that nothing was seen of a reply that it hides', () => {
    gate.shut([record()]);
    model.add({ id: 'reply-1', body: 'Too late' });
    expect(gate.shut([record()])).toEqual([
      { message_id: 'reply-1', length: 0, checksum: 0 }
    ]);
  });

  it('knows a reply by its id before it is marked, whatever its time', async () => {
    const known = record({ reply_ids: ['reply-1'] });
    const reply = model.add({ id: 'reply-1', time: 1 });
    const earlier = model.add({ id: 'earlier', time: 2 });
    gate.shut([known]);
    for (const message of [reply, earlier]) {
      message.update({ body: 'goes on' });
    }
    await nextFrame();
    expect([reply.body, earlier.body]).toEqual(['', 'goes on']);
  });

  it('shows a notice of the persona again when the stop is refused', async () => {
    gate.shut([record()]);
    const late = model.add({ id: 'reply-1', body: 'Here I am' });
    const renders = model.listRenders;
    gate.open('generation-1');
    expect([late.deleted, late.body]).toEqual([false, 'Here I am']);
    expect(model.listRenders).toBe(renders + 1);
    expect(model.add({ id: 'reply-2' }).deleted).toBeFalsy();
  });

  it('ends with its chat, and paints nothing after that', async () => {
    const reply = model.add({ id: 'reply-1', metadata: mark('streaming') });
    reply.update({ body: 'Once' });
    model.dispose();
    await nextFrame();
    expect([gate.isDisposed, reply.body]).toEqual([true, '']);
  });

  it('freezes nothing any more after it was disposed', async () => {
    gate.dispose();
    gate.dispose();
    expect(gate.shut([record()])).toEqual([]);
    expect(model.add({ id: 'reply-1', body: 'Once' }).body).toBe('Once');
  });

  function end(changes: Partial<IGeneration>): void {
    generations.store.apply(
      record({
        state: 'ended',
        outcome: 'interrupted',
        receipt: 'cancelled',
        revision: 2,
        ...changes
      })
    );
  }

  function forget(): void {
    model.messages.splice(0);
    model.messagesUpdated.emit();
  }

  async function say(
    id: string,
    updated: Partial<IMessageContent>
  ): Promise<void> {
    model.messages.find(message => message.id === id)?.update(updated);
    await nextFrame();
  }

  function shown(id: string): unknown[] {
    const found = model.messages.find(message => message.id === id);
    return [!!found?.deleted, found?.body];
  }

  async function nextFrame(): Promise<void> {
    await jest.advanceTimersByTimeAsync(20);
  }
});

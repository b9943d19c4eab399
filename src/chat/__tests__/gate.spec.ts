import type { IMessage, IMessageContent } from '@jupyter/chat';

import { FakeChatModel } from '../../__tests__/fakes/chat-model';
import { FakeGenerations, record } from '../../__tests__/fakes/generations';
import { checksum, IMark } from '../../protocol';
import { ChatGate } from '../gate';
import { DEFAULT_PREFERENCES, Preferences } from '../../generations';
import { ChatGates } from '../chats';

const mark = (status: IMark['status'], rest: Partial<IMark> = {}) =>
  ({
    stop_stream: {
      generation_id: 'generation-1',
      prompt_id: 'prompt-1',
      status,
      ...rest
    }
  }) as IMessageContent['metadata'];

describe('the gate of a chat', () => {
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

  /**
   * A reply of which `Once` has been shown.
   */
  async function beginReply(id = 'reply-1'): Promise<IMessage> {
    const reply = model.add({ id, metadata: mark('streaming') });
    reply.update({ body: 'Once' });
    await nextFrame();
    expect(reply.body).toBe('Once');
    return reply;
  }

  it('passes no more bodies in a second than is set', async () => {
    gate.dispose();
    const preferences = new Preferences();
    gate = new ChatGate(model.asModel, generations, preferences);
    const reply = await beginReply();
    preferences.set({ ...DEFAULT_PREFERENCES, updatesPerSecond: 4 });
    const bodies: unknown[] = [];
    reply.changed.connect(() => bodies.push(reply.body));
    let body = 'Once';
    const writing = setInterval(() => reply.update({ body: (body += '.') }), 5);
    await jest.advanceTimersByTimeAsync(1000);
    clearInterval(writing);
    expect(bodies.length).toBeGreaterThan(1);
    expect(bodies.length).toBeLessThanOrEqual(5);
  });

  describe('where the rest is to be shown', () => {
    const ENDED = mark('interrupted', { unseen: ' upon a time' });
    let preferences: Preferences;

    beforeEach(() => {
      gate.dispose();
      preferences = new Preferences();
      preferences.set({ ...DEFAULT_PREFERENCES, isRestShown: true });
      gate = new ChatGate(model.asModel, generations, preferences);
    });

    it('shows it as soon as an answer has ended', async () => {
      const reply = await beginReply();
      gate.shut(generations.live('chat-1'));
      reply.update({ body: 'Once', metadata: ENDED });
      await nextFrame();
      expect(reply.body).toBe('Once upon a time');
      expect(gate.answers.of('generation-1')?.isRevealed).toBe(true);
    });

    it('shows it in a chat that is opened, and follows the setting', () => {
      const reply = model.add({ id: 'old', body: 'Once', metadata: ENDED });
      expect(reply.body).toBe('Once upon a time');
      preferences.set(DEFAULT_PREFERENCES);
      expect(reply.body).toBe('Once');
      preferences.set({ ...DEFAULT_PREFERENCES, isRestShown: true });
      expect(reply.body).toBe('Once upon a time');
    });

    it('keeps hidden what was hidden by hand, when the chat is read anew', () => {
      model.add({ id: 'old', body: 'Once', metadata: ENDED });
      gate.reveal('generation-1', false);
      model.readAnew();
      expect(gate.answers.of('generation-1')?.isRevealed).toBe(false);
    });
  });

  describe('open', () => {
    it('passes at most one body per frame, the newest', async () => {
      const reply = await beginReply();
      const bodies: unknown[] = [];
      reply.changed.connect(() => bodies.push(reply.body));
      for (let count = 1; count <= 50; count++) {
        reply.update({ body: `Once${' upon'.repeat(count)}` });
      }
      expect(bodies).toEqual([]);
      await nextFrame();
      expect(bodies).toEqual([`Once${' upon'.repeat(50)}`]);
    });

    it('passes the last body at once when the reply is complete', async () => {
      const reply = await beginReply();
      reply.update({ body: 'Once upon a time.' });
      reply.update({ metadata: mark('complete') });
      expect(reply.body).toBe('Once upon a time.');
    });

    it('passes the last body also where the mark comes before it', async () => {
      const reply = await beginReply();
      reply.update({ metadata: mark('complete') });
      reply.update({ body: 'Once upon a time.' });
      expect(reply.body).toBe('Once upon a time.');
    });

    it('does not hold back what a person writes', () => {
      const mine = model.add({ id: 'mine', sender: { username: 'ada' } });
      mine.update({ body: 'edited' });
      expect(mine.body).toBe('edited');
    });

    it('does not stall on a page that nobody sees', async () => {
      const reply = await beginReply();
      jest.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
      reply.update({ body: 'Once upon' });
      await jest.advanceTimersByTimeAsync(200);
      expect(reply.body).toBe('Once upon');
      jest.restoreAllMocks();
    });
  });

  describe('shut', () => {
    it('shows not one more character, with 200 late bodies', async () => {
      const reply = await beginReply();
      gate.shut([record()]);
      for (let count = 1; count <= 200; count++) {
        reply.update({ body: `Once${' upon'.repeat(count)}` });
        await nextFrame();
        expect(reply.body).toBe('Once');
      }
    });

    it('drops a body that waited for its frame', async () => {
      const reply = await beginReply();
      reply.update({ body: 'Once upon' });
      gate.shut([record()]);
      await nextFrame();
      expect(reply.body).toBe('Once');
    });

    it('tells how much of each reply was on the screen, in UTF-16, and of which body', async () => {
      const reply = await beginReply();
      reply.update({ body: 'Once 👩‍🚀' });
      await nextFrame();
      reply.update({ body: 'Once 👩‍🚀 upon' });
      expect(gate.shut([record()])).toEqual([
        {
          message_id: 'reply-1',
          length: 'Once 👩‍🚀'.length,
          checksum: checksum('Once 👩‍🚀')
        }
      ]);
    });

    it('lets everything else about the message through', async () => {
      const reply = await beginReply();
      gate.shut([record()]);
      reply.update({ stacked: true, time: 101 });
      expect(reply.stacked).toBe(true);
      expect(reply.time).toBe(101);
    });

    it('opens with the final mark, and the text is what it was', async () => {
      const reply = await beginReply();
      gate.shut([record()]);
      reply.update({ body: 'Once upon a time' });
      const bodies: unknown[] = [];
      reply.changed.connect(() => bodies.push(reply.body));
      reply.update({ metadata: mark('interrupted', { unseen: ' upon' }) });
      reply.update({ body: 'Once' });
      await nextFrame();
      expect(new Set(bodies)).toEqual(new Set(['Once']));
      reply.update({ body: 'Once, edited' });
      expect(reply.body).toBe('Once, edited');
    });

    it('shows all of an answer that turns out to be complete', async () => {
      const reply = await beginReply();
      gate.shut([record()]);
      reply.update({ body: 'Once upon a time.' });
      reply.update({ metadata: mark('complete') });
      await nextFrame();
      expect(reply.body).toBe('Once upon a time.');
    });

    it('does not freeze an answer that is complete already', async () => {
      const reply = await beginReply();
      reply.update({ metadata: mark('complete') });
      gate.shut([record()]);
      reply.update({ body: 'Once, edited' });
      expect(reply.body).toBe('Once, edited');
    });

    it('shows what was held when the stop is refused', async () => {
      const reply = await beginReply();
      gate.shut([record()]);
      reply.update({ body: 'Once upon' });
      gate.open('generation-1');
      expect(reply.body).toBe('Once upon');
      reply.update({ body: 'Once upon a' });
      await nextFrame();
      expect(reply.body).toBe('Once upon a');
    });

    it('freezes no other persona, person or generation', async () => {
      await beginReply();
      const other = model.add({
        id: 'other',
        sender: { username: 'other', bot: true }
      });
      const person = model.add({ id: 'person', sender: { username: 'ada' } });
      const earlier = model.add({
        id: 'earlier',
        metadata: mark('streaming', { generation_id: 'generation-0' })
      });
      gate.shut([record()]);
      for (const message of [other, person, earlier]) {
        message.update({ body: 'goes on' });
        await nextFrame();
        expect(message.body).toBe('goes on');
      }
    });

    it('hides a reply that comes after the stop', () => {
      gate.shut([record()]);
      const late = model.add({ id: 'late', body: 'Too late' });
      expect(late.deleted).toBe(true);
    });

    it('shows a reply that came after the stop if the answer is complete', async () => {
      gate.shut([record()]);
      const late = model.add({ id: 'late', body: 'In time' });
      const renders = model.listRenders;
      late.update({ metadata: mark('complete') });
      await nextFrame();
      expect(late.deleted).toBe(false);
      expect(late.body).toBe('In time');
      expect(model.listRenders).toBeGreaterThan(renders);
    });

    it('keeps hidden what the server deleted, as nobody saw it', async () => {
      gate.shut([record()]);
      const late = model.add({ id: 'late', body: 'Too late' });
      late.update({ metadata: mark('interrupted', { unseen: 'Too late' }) });
      late.update({ body: '' });
      late.update({ deleted: true });
      await nextFrame();
      expect(late.deleted).toBe(true);
    });

    it('does not hide what the persona says after the end', () => {
      gate.shut([record()]);
      generations.store.apply(
        record({ state: 'ended', outcome: 'interrupted', revision: 2 })
      );
      expect(model.add({ id: 'later' }).deleted).toBeFalsy();
    });

    it('goes on showing what was seen when the chat is read anew', async () => {
      const reply = await beginReply();
      gate.shut([record()]);
      reply.update({ body: 'Once upon' });
      model.readAnew();
      model.messages[0]?.update({ body: 'Once upon a time' });
      await nextFrame();
      expect(model.messages[0]?.body).toBe('Once');
    });
  });

  describe('revealing', () => {
    it('goes on showing the tail when the chat is read anew', async () => {
      const reply = await beginReply();
      reply.update({ metadata: mark('interrupted', { unseen: ' upon' }) });
      gate.reveal('generation-1', true);
      model.readAnew([{ id: 'reply-1', body: 'Once' }]);
      expect(model.messages[0]?.body).toBe('Once upon');
      expect(gate.answers.of('generation-1')?.isRevealed).toBe(true);
      gate.reveal('generation-1', false);
      expect(model.messages[0]?.body).toBe('Once');
      expect(gate.answers.of('generation-1')?.isRevealed).toBe(false);
    });

    it('shows the tail that was cut, and hides it again', async () => {
      const reply = await beginReply();
      reply.update({ metadata: mark('interrupted', { unseen: ' upon' }) });
      gate.reveal('generation-1', true);
      gate.reveal('generation-1', true);
      expect(reply.body).toBe('Once upon');
      gate.reveal('generation-1', false);
      expect(reply.body).toBe('Once');
    });

    it('shows a reply of which nothing had been seen', async () => {
      const reply = model.add({
        id: 'reply-1',
        deleted: true,
        metadata: mark('interrupted', { unseen: 'Unseen' })
      });
      const renders = model.listRenders;
      gate.reveal('generation-1', true);
      expect([reply.deleted, reply.body]).toEqual([false, 'Unseen']);
      gate.reveal('generation-1', false);
      expect([reply.deleted, reply.body]).toEqual([true, '']);
      expect(model.listRenders).toBe(renders + 2);
    });
  });

  it('waits for a body to be rendered before it passes the next', async () => {
    gate.dispose();
    model = new FakeChatModel();
    gate = new ChatGate(model.asModel, generations);
    const reply = model.add({ id: 'reply-1', metadata: mark('streaming') });
    reply.update({ body: 'Once' });
    await nextFrame();
    reply.update({ body: 'Once upon' });
    await nextFrame();
    expect(reply.body).toBe('Once');
    model.rendered.resolve();
    await jest.advanceTimersByTimeAsync(150);
    expect(reply.body).toBe('Once upon');
  });

  it('is one for each model, and safe to dispose twice', () => {
    const gates = new ChatGates(generations);
    const mine = gates.gateOf(model.asModel);
    expect(gates.gateOf(model.asModel)).toBe(mine);
    const other = new FakeChatModel();
    expect(gates.gateOf(other.asModel)).not.toBe(mine);
    other.dispose();
    model.dispose();
    mine.dispose();
    expect(mine.isDisposed).toBe(true);
  });
});

async function nextFrame(): Promise<void> {
  await jest.advanceTimersByTimeAsync(20);
}

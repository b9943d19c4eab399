import type { IMessage } from '@jupyter/chat';

import { FakeChatModel, mark } from '../../__tests__/fakes/chat-model';
import { FakeGenerations, record } from '../../__tests__/fakes/generations';
import { ChatGate } from '../gate';
import { DEFAULT_PREFERENCES, Preferences } from '../../generations';
import { ChatGates } from '../chats';

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

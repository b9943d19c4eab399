import type { IMessage } from '@jupyter/chat';

import { FakeChatModel, mark } from '../../__tests__/fakes/chat-model';
import { FakeGenerations, record } from '../../__tests__/fakes/generations';
import { ChatGate } from '../gate';
import { DEFAULT_PREFERENCES, Preferences } from '../../generations';

describe('the rest of an answer that was stopped', () => {
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

  it('stands once where the chat is made anew of what the page shows', async () => {
    const reply = await beginReply();
    reply.update({ metadata: mark('interrupted', { unseen: ' upon' }) });
    gate.reveal('generation-1', true);
    model.readAnew();
    expect(model.messages[0]?.body).toBe('Once upon');
    gate.reveal('generation-1', false);
    expect(model.messages[0]?.body).toBe('Once');
  });

  it('goes when the person deletes what had been deleted already', () => {
    const reply = model.add({
      id: 'reply-1',
      deleted: true,
      metadata: mark('interrupted', { unseen: 'Unseen' })
    });
    gate.reveal('generation-1', true);
    void model.asModel.deleteMessage?.('reply-1');
    expect(model.deleted).toEqual(['reply-1']);
    expect([reply.deleted, reply.body]).toEqual([true, '']);
    expect(gate.answers.of('generation-1')?.hasUnseen).toBe(false);
  });

  it('leaves the chat its own way to delete when it is disposed', () => {
    gate.dispose();
    expect(Object.keys(model)).not.toContain('deleteMessage');
  });

  describe('where it is to be shown', () => {
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

    it('is not shown of what is deleted', () => {
      const deleted = mark('interrupted', { unseen: 'secret' });
      const reply = model.add({ id: 'old', deleted: true, metadata: deleted });
      preferences.set(DEFAULT_PREFERENCES);
      preferences.set({ ...DEFAULT_PREFERENCES, isRestShown: true });
      expect([reply.body, reply.deleted]).toEqual(['', true]);
    });

    it('renders the list once, however many messages it lets disappear', () => {
      for (let index = 0; index < 200; index++) {
        const generation_id = `generation-${index}`;
        const unseen = mark('interrupted', { generation_id, unseen: 'Unseen' });
        model.add({ id: `${index}`, deleted: true, metadata: unseen });
        gate.reveal(generation_id, true);
      }
      const renders = model.listRenders;
      preferences.set(DEFAULT_PREFERENCES);
      expect(model.messages.every(message => message.deleted)).toBe(true);
      expect(model.listRenders).toBe(renders + 1);
    });

    it('renders no list when a chat is opened', () => {
      for (let index = 0; index < 20; index++) {
        model.add({ id: `${index}`, body: 'Once', metadata: ENDED });
      }
      expect(model.messages[19]?.body).toBe('Once upon a time');
      expect(model.listRenders).toBe(0);
    });

    it('keeps hidden what was hidden by hand, when the chat is read anew', () => {
      model.add({ id: 'old', body: 'Once', metadata: ENDED });
      gate.reveal('generation-1', false);
      model.readAnew();
      expect(gate.answers.of('generation-1')?.isRevealed).toBe(false);
    });
  });
});

async function nextFrame(): Promise<void> {
  await jest.advanceTimersByTimeAsync(20);
}

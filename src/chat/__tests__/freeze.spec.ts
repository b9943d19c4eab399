import type { IMessage } from '@jupyter/chat';
import { PromiseDelegate } from '@lumino/coreutils';

import { FakeChatModel, mark } from '../../__tests__/fakes/chat-model';
import { FakeGenerations, record } from '../../__tests__/fakes/generations';
import { checksum } from '../../protocol';
import { ChatGate } from '../gate';

describe('a chat whose answer is stopped', () => {
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

  it('tells what had been painted, not what was being rendered', async () => {
    const reply = await beginReply();
    const slow = new PromiseDelegate<void>();
    Object.defineProperty(reply, 'renderedDelegate', { value: slow });
    reply.update({ body: 'Once upon' });
    await nextFrame();
    expect(reply.body).toBe('Once upon');
    expect(gate.shut([record()])).toMatchObject([{ length: 'Once'.length }]);
    expect(reply.body).toBe('Once');
  });

  it('freezes each reply once, whichever of two answers it may be of', async () => {
    await beginReply();
    const unmarked = model.add({ id: 'reply-2' });
    const second = record({ generation_id: 'generation-2' });
    generations.store.apply(second);
    const seen = gate.shut([record(), second]);
    expect(seen.map(one => one.message_id)).toEqual(['reply-1', unmarked.id]);
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

async function nextFrame(): Promise<void> {
  await jest.advanceTimersByTimeAsync(20);
}

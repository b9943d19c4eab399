import type { IMessageContent } from '@jupyter/chat';

import { mark as metadata } from '../../__tests__/fakes/chat-model';
import { RenderedMessage } from '../../__tests__/fakes/rendered-message';
import type { IMark } from '../../protocol';
import { GatedMessage } from '../gated-message';

type Update = Partial<IMessageContent>;

const mark = (status: IMark['status'], rest: Partial<IMark> = {}): Update => ({
  metadata: metadata(status, rest)
});

describe('a message whose answer has ended', () => {
  let message: RenderedMessage;
  let gated: GatedMessage;

  beforeEach(async () => {
    jest.useFakeTimers();
    message = new RenderedMessage();
    gated = new GatedMessage(message, () => undefined);
    message.update({ body: 'Once', ...mark('streaming') });
    await pass(20);
    message.render();
    await pass(0);
    gated.shut();
    message.update({
      body: 'Once',
      ...mark('interrupted', { unseen: ' upon a time' })
    });
    await pass(0);
  });

  afterEach(() => {
    gated.dispose();
    jest.useRealTimers();
  });

  it.each<[string, Update]>([
    ['the whole message', { body: 'Once upon', ...mark('streaming') }],
    ['the body alone', { body: 'Once upon' }]
  ])('does not grow by what was still on its way: %s', async (_, late) => {
    message.update(late);
    await pass(1000);
    expect(message.body).toBe('Once');
    expect(gated.mark?.status).toBe('interrupted');
  });

  it('does not grow by it either where the chat was read anew', async () => {
    const again = new RenderedMessage(message.content);
    const adopted = new GatedMessage(again, () => undefined);
    again.update({ body: 'Once upon' });
    await pass(1000);
    expect(again.body).toBe('Once');
    adopted.dispose();
  });

  it('has the body that comes just after the mark, whatever that says was cut', () => {
    const other = new RenderedMessage({ body: 'ha', ...mark('streaming') });
    const open = new GatedMessage(other, () => undefined);
    other.update(mark('interrupted', { unseen: ' ha ha' }));
    other.update({ body: 'ha ha' });
    expect(other.body).toBe('ha ha');
    open.dispose();
  });

  it.each([
    ['shorter', 'On'],
    ['other words', 'Once, edited']
  ])('can be edited: %s', async (_, body) => {
    message.update({ body });
    expect(message.body).toBe(body);
  });

  it('can lose its mark, and be written by another generation', async () => {
    message.update({ metadata: {} });
    expect(gated.mark).toBeNull();
    message.update({ body: 'Once upon' });
    await pass(20);
    expect(message.body).toBe('Once upon');
  });

  it('goes on showing its tail when it is told of anew', () => {
    gated.reveal(true);
    expect(gated.tail).toBe('shown');
    message.update({ ...message.content, body: 'Once' });
    expect(message.body).toBe('Once upon a time');
    gated.reveal(false);
    expect([message.body, gated.tail]).toEqual(['Once', 'hidden']);
  });

  async function pass(ms: number): Promise<void> {
    await jest.advanceTimersByTimeAsync(ms);
  }
});

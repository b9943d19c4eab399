import type { IMessageContent } from '@jupyter/chat';

import { mark as metadata } from '../../__tests__/fakes/chat-model';
import { RenderedMessage } from '../../__tests__/fakes/rendered-message';
import {
  DEFAULT_PREFERENCES,
  Preferences
} from '../../generations/preferences';
import type { IMark } from '../../protocol';
import { GatedMessage } from '../gated-message';

type Update = Partial<IMessageContent>;

const mark = (status: IMark['status'], rest: Partial<IMark> = {}): Update => ({
  metadata: metadata(status, rest)
});

describe('what had been written beyond the body', () => {
  let message: RenderedMessage;
  let gated: GatedMessage;
  let appeared: number;

  beforeEach(() => {
    jest.useFakeTimers();
    message = new RenderedMessage();
    appeared = 0;
    gated = new GatedMessage(message, () => {
      appeared += 1;
    });
  });

  afterEach(() => {
    gated.dispose();
    jest.useRealTimers();
  });

  it('appears and disappears once each, with what nobody had seen', async () => {
    gated.shut({ deleted: true });
    message.update({ body: 'Unseen', ...mark('streaming') });
    message.update({
      body: '',
      deleted: true,
      ...mark('interrupted', { unseen: 'Unseen' })
    });
    await pass(20);
    expect([message.deleted, appeared]).toEqual([true, 0]);
    gated.reveal(true);
    gated.reveal(true);
    expect([message.deleted, message.body, appeared]).toEqual([
      false,
      'Unseen',
      1
    ]);
    gated.reveal(false);
    gated.reveal(false);
    expect([message.deleted, message.body, appeared]).toEqual([true, '', 2]);
  });

  it('neither appears nor disappears where a part of it was seen', () => {
    message.update({
      body: 'Once',
      ...mark('interrupted', { unseen: ' upon' })
    });
    gated.reveal(true);
    gated.reveal(false);
    expect(message.bodies).toEqual(['Once', 'Once upon', 'Once']);
    expect(appeared).toBe(0);
  });

  it('has nothing to reveal where nothing was cut', () => {
    message.update({ body: 'Once', ...mark('interrupted') });
    gated.reveal(true);
    gated.reveal(false);
    expect(message.bodies).toEqual(['Once']);
  });

  describe('after a stop while it was written anew', () => {
    beforeEach(async () => {
      message.update({ body: 'Thinking', ...mark('streaming') });
      await pass(20);
      message.render();
      await pass(0);
      gated.shut();
      message.update({ body: 'Once upon a time' });
      message.update({
        body: 'Thinking',
        ...mark('interrupted', {
          unseen: 'Once upon a time',
          is_rewritten: true
        })
      });
      await pass(0);
    });

    it('shows what had taken its place, whole, and hides it again', () => {
      expect(message.body).toBe('Thinking');
      gated.reveal(true);
      expect(message.body).toBe('Once upon a time');
      gated.reveal(false);
      expect(message.body).toBe('Thinking');
    });

    it.each(['Once', 'Once upon a time'])(
      'does not change by what was still on its way: %s',
      async late => {
        message.update({ body: late });
        await pass(1000);
        expect(message.body).toBe('Thinking');
      }
    );

    it('can be edited and deleted', async () => {
      message.update({ body: 'A person’s words' });
      expect(message.body).toBe('A person’s words');
      message.update({ body: '', deleted: true });
      expect([message.body, message.deleted]).toEqual(['', true]);
    });
  });

  describe('while it is shown', () => {
    const LATER = { unseen: ' upon a time' };

    beforeEach(async () => {
      message.update({ body: 'Once', ...mark('interrupted', LATER) });
      await pass(0);
      gated.reveal(true);
      expect(message.body).toBe('Once upon a time');
    });

    it.each<[string, Update]>([
      ['mentions', { mentions: [] }],
      ['the mark', mark('interrupted', { ...LATER, receipt: 'detached' })],
      ['the body', { body: 'Once' }],
      ['a place in a stack', { stacked: true }]
    ])('stands once, whatever else is told: %s', async (_, update) => {
      message.update(update);
      await pass(0);
      expect(message.body).toBe('Once upon a time');
      gated.reveal(false);
      expect(message.body).toBe('Once');
    });

    it.each<[string, Update[]]>([
      ['body first', [{ body: '' }, { deleted: true }]],
      ['body last', [{ deleted: true }, { body: '' }]],
      [
        'the mark between',
        [{ body: '' }, mark('interrupted', LATER), { deleted: true }]
      ],
      [
        'the mark without it',
        [{ deleted: true, body: '' }, mark('interrupted')]
      ]
    ])('goes with a message that is deleted: %s', async (_, updates) => {
      updates.forEach(update => message.update(update));
      await pass(1000);
      expect([message.body, message.deleted]).toEqual(['', true]);
      gated.reveal(true);
      expect([message.deleted, gated.tail]).toEqual([true, 'none']);
    });

    it('goes as soon as the message is said to be deleted', () => {
      message.update({ deleted: true });
      expect(message.deleted).toBe(true);
    });

    it.each<[string, Update]>([
      ['another body', { body: 'Twice' }],
      ['the same body, edited', { edited: true }]
    ])('does not belong to what a person makes of it: %s', (_, update) => {
      message.update(update);
      expect(message.body).toBe(update.body ?? 'Once');
      expect(gated.tail).toBe('none');
    });
  });

  describe('of a reply that was deleted as nobody had seen it', () => {
    beforeEach(() => {
      message = new RenderedMessage({
        body: '',
        deleted: true,
        ...mark('interrupted', { unseen: 'Unseen' })
      });
    });

    it('is not shown by the setting, only by hand', () => {
      const preferences = new Preferences();
      preferences.set({ ...DEFAULT_PREFERENCES, isRestShown: true });
      gated = new GatedMessage(message, () => undefined, { preferences });
      expect([message.body, message.deleted]).toEqual(['', true]);
      gated.reveal(true);
      expect([message.body, message.deleted]).toEqual(['Unseen', false]);
    });

    it('goes when a person deletes it, of which no update tells', () => {
      gated = new GatedMessage(message, () => (appeared += 1));
      gated.reveal(true);
      gated.discard();
      expect([message.body, message.deleted, appeared]).toEqual(['', true, 2]);
      expect(gated.tail).toBe('none');
    });
  });

  async function pass(ms: number): Promise<void> {
    await jest.advanceTimersByTimeAsync(ms);
  }
});

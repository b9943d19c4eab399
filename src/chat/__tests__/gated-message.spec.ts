import type { IMessageContent } from '@jupyter/chat';

import { mark as metadata } from '../../__tests__/fakes/chat-model';
import { RenderedMessage } from '../../__tests__/fakes/rendered-message';
import type { IMark } from '../../protocol';
import { GatedMessage } from '../gated-message';

type Update = Partial<IMessageContent>;

const mark = (status: IMark['status'], rest: Partial<IMark> = {}): Update => ({
  metadata: metadata(status, rest)
});

describe('a message that passes the gate', () => {
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

  describe('open', () => {
    it('is given no new body before the one before it was rendered', async () => {
      message.update({ body: 'a' });
      await pass(20);
      message.update({ body: 'ab' });
      await pass(100);
      expect(message.bodies).toEqual(['a']);
      message.render();
      await pass(150);
      expect(message.bodies).toEqual(['a', 'ab']);
    });

    it('is told what is as it was only where that may have been changed in place', () => {
      const written = () => ({ raw_time: false, ...mark('streaming') });
      message.update(written());
      const told = jest.fn();
      message.changed.connect(told);
      message.update({ body: 'a', ...written() });
      expect(told).not.toHaveBeenCalled();
      message.update({ metadata: message.metadata });
      expect(told).toHaveBeenCalledTimes(1);
      message.update({ ...written(), raw_time: true });
      message.update(mark('complete'));
      expect(told).toHaveBeenCalledTimes(3);
      expect(message.body).toBe('a');
    });

    it('goes on where what was passed is never rendered', async () => {
      message.update({ body: 'a' });
      await pass(20);
      message.update({ body: 'ab' });
      await pass(500);
      expect(message.body).toBe('ab');
    });

    it.each([
      ['body, then mark', [{ body: 'all' }, mark('complete')]],
      ['mark, then body', [mark('complete'), { body: 'all' }]],
      ['both in one', [{ body: 'all', ...mark('complete') }]]
    ])(
      'has its last body in the very task in which it ends: %s',
      async (_, updates) => {
        message.update({ body: 'a' });
        await pass(20);
        message.update({ body: 'al' });
        updates.forEach(update => message.update(update));
        expect(message.body).toBe('all');
        message.render();
        await pass(1000);
        expect(message.body).toBe('all');
      }
    );

    it('passes what is written by a model, and what by a person, unlike', async () => {
      const mine = new RenderedMessage({ sender: { username: 'ada' } });
      const passing = new GatedMessage(mine, () => undefined);
      mine.update({ body: 'a' });
      message.update({ body: 'a' });
      expect([mine.body, message.body]).toEqual(['a', '']);
      passing.dispose();
    });
  });

  describe('shut', () => {
    beforeEach(async () => {
      message.update({ body: 'Once', ...mark('streaming') });
      await pass(20);
      message.render();
      await pass(0);
      message.update({ body: 'Once upon' });
      gated.shut();
    });

    it.each([
      [
        'body, then mark',
        [{ body: 'Once' }, mark('interrupted', { unseen: ' upon a time' })]
      ],
      [
        'mark, then body',
        [mark('interrupted', { unseen: ' upon a time' }), { body: 'Once' }]
      ],
      [
        'both in one',
        [{ body: 'Once', ...mark('interrupted', { unseen: ' upon a time' }) }]
      ]
    ])(
      'changes nothing on the screen when it is cut there: %s',
      async (_, updates) => {
        message.update({ body: 'Once upon a time' });
        updates.forEach(update => message.update(update));
        await pass(1000);
        expect(message.bodies).toEqual(['Once']);
        expect(gated.isShut).toBe(false);
        expect(gated.mark?.status).toBe('interrupted');
      }
    );

    it.each([
      ['body, then mark', [{ body: 'Once upon a time' }, mark('complete')]],
      ['mark, then body', [mark('complete'), { body: 'Once upon a time' }]]
    ])('shows all when it was complete: %s', async (_, updates) => {
      updates.forEach(update => message.update(update));
      await pass(1000);
      expect(message.bodies).toEqual(['Once', 'Once upon a time']);
    });

    it('stays shut while the mark says that it is being written', async () => {
      message.update({ body: 'Once upon a', ...mark('streaming') });
      await pass(1000);
      expect(gated.isShut).toBe(true);
      expect(message.body).toBe('Once');
    });

    it('shows no mentions, files or figures that came too late', async () => {
      const figure: object = { mime_model: { data: { 'image/png': '' } } };
      message.update(figure);
      message.update({ mentions: [{ username: 'ada' }] });
      message.update({ attachments: [{ type: 'file', value: 'a.csv' }] });
      await pass(1000);
      expect(message.mentions).toBeUndefined();
      expect(message.attachments).toBeUndefined();
      expect(message.content).not.toHaveProperty('mime_model');
      gated.open();
      expect(message.content).toMatchObject(figure);
      expect(message.mentions).toEqual([{ username: 'ada' }]);
      expect(message.attachments).toHaveLength(1);
    });

    it('loses nothing when it is shut and opened twice', () => {
      gated.shut();
      gated.open();
      gated.open();
      expect(message.body).toBe('Once upon');
      expect(appeared).toBe(0);
    });

    it('says what is seen of it, not what has come', () => {
      expect(gated.shown).toBe('Once');
    });
  });

  describe('rendered slowly', () => {
    beforeEach(async () => {
      message.update({ body: 'Once', ...mark('streaming') });
      await pass(20);
      message.render();
      await pass(100);
      message.update({ body: 'Once upon' });
      await pass(20);
      expect(message.body).toBe('Once upon');
    });

    it('goes back, shut, to what was painted', () => {
      gated.shut();
      expect([message.body, gated.shown]).toEqual(['Once', 'Once']);
      expect(gated.painted.isBehind).toBe(true);
    });

    it('shows all that came when it is opened', () => {
      gated.shut();
      gated.open();
      expect(message.body).toBe('Once upon');
    });

    it('is rendered again where something older was painted last', async () => {
      const older = message.renderedDelegate;
      await pass(400);
      message.update({ body: 'Once upon a time' });
      await pass(400);
      message.render();
      await pass(0);
      const newest = message.renderedDelegate;
      older.resolve();
      await pass(0);
      expect(message.body).toBe('Once upon a time');
      expect(message.renderedDelegate).not.toBe(newest);
      message.render();
      await pass(0);
      expect(gated.painted.isBehind).toBe(false);
    });
  });

  it('has nothing to be seen while it is deleted or no text', () => {
    expect(gated.shown).toBe('');
    message.update({ body: 'text', ...mark('complete') });
    expect(gated.shown).toBe('text');
    message.update({ deleted: true });
    expect(gated.shown).toBe('');
    message.update({ deleted: false, body: { data: { 'text/plain': 'x' } } });
    expect(gated.shown).toBe('');
  });

  it('is its own again when it was disposed', () => {
    const { update } = RenderedMessage.prototype;
    expect(message.update).not.toBe(update);
    gated.dispose();
    expect(message.update).toBe(update);
    message.update({ body: 'a' });
    expect(message.bodies).toEqual(['a']);
  });

  it('leaves alone who has replaced its update since, and passes everything on', () => {
    const seen: Update[] = [];
    const before = message.update;
    message.update = updated => {
      seen.push(updated);
      before(updated);
    };
    const theirs = message.update;
    gated.shut();
    gated.dispose();
    expect(message.update).toBe(theirs);
    message.update({ body: 'a' });
    expect([message.body, seen.length]).toEqual(['a', 1]);
  });

  it('is given nothing any more that waited when it was disposed', async () => {
    message.update({ body: 'a' });
    gated.dispose();
    gated.dispose();
    await pass(1000);
    expect(message.bodies).toEqual([]);
    expect(gated.isDisposed).toBe(true);
  });

  async function pass(ms: number): Promise<void> {
    await jest.advanceTimersByTimeAsync(ms);
  }
});

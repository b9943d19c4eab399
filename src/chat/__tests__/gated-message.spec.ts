import type { IMessageContent } from '@jupyter/chat';

import { RenderedMessage } from '../../__tests__/fakes/rendered-message';
import { GatedMessage } from '../gated-message';

type Update = Partial<IMessageContent>;

const mark = (
  status: string,
  unseen?: string,
  isRewritten = false
): Update => ({
  metadata: {
    stop_stream: {
      generation_id: 'generation-1',
      prompt_id: 'prompt-1',
      status,
      ...(unseen === undefined ? {} : { unseen }),
      ...(isRewritten ? { is_rewritten: true } : {})
    }
  } as IMessageContent['metadata']
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
      message.update({ body: 'Once upon' });
      gated.shut();
    });

    it.each([
      [
        'body, then mark',
        [{ body: 'Once' }, mark('interrupted', ' upon a time')]
      ],
      [
        'mark, then body',
        [mark('interrupted', ' upon a time'), { body: 'Once' }]
      ],
      [
        'both in one',
        [{ body: 'Once', ...mark('interrupted', ' upon a time') }]
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

  it('has nothing to be seen while it is deleted or no text', () => {
    expect(gated.shown).toBe('');
    message.update({ body: 'text', ...mark('complete') });
    expect(gated.shown).toBe('text');
    message.update({ deleted: true });
    expect(gated.shown).toBe('');
    message.update({ deleted: false, body: { data: { 'text/plain': 'x' } } });
    expect(gated.shown).toBe('');
  });

  it('appears and disappears once each, with what nobody had seen', async () => {
    gated.shut({ deleted: true });
    message.update({ body: 'Unseen', ...mark('streaming') });
    message.update({
      body: '',
      deleted: true,
      ...mark('interrupted', 'Unseen')
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
    message.update({ body: 'Once', ...mark('interrupted', ' upon') });
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
      gated.shut();
      message.update({ body: 'Once upon a time' });
      message.update({
        body: 'Thinking',
        ...mark('interrupted', 'Once upon a time', true)
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

  describe('after its final mark', () => {
    beforeEach(async () => {
      message.update({ body: 'Once', ...mark('streaming') });
      await pass(20);
      message.render();
      gated.shut();
      message.update({ body: 'Once', ...mark('interrupted', ' upon a time') });
      await pass(0);
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
      other.update(mark('interrupted', ' ha ha'));
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
      expect(gated.isRevealed).toBe(true);
      message.update({ ...message.content, body: 'Once' });
      expect(message.body).toBe('Once upon a time');
      gated.reveal(false);
      expect([message.body, gated.isRevealed]).toEqual(['Once', false]);
    });
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

import { nullTranslator } from '@jupyterlab/translation';
import { PromiseDelegate } from '@lumino/coreutils';

import { FakeActions } from '../../__tests__/fakes/actions';
import { FakeChatModel } from '../../__tests__/fakes/chat-model';
import { FakeGate } from '../../__tests__/fakes/gate';
import { FakeGenerations, record } from '../../__tests__/fakes/generations';
import { FakeNotices } from '../../__tests__/fakes/notices';
import { stopAndSendOf } from '../../__tests__/fakes/stop-and-send';
import { StopActions } from '../actions';
import type { StopAndSend } from '../stop-and-send';
import { RequestRefused } from '../tokens';

const FILE = { type: 'file', value: 'data.csv' } as const;
const OTHER = { type: 'file', value: 'other.csv' } as const;

describe('stop and send', () => {
  let actions: FakeActions;
  let chat: FakeChatModel;
  let notices: FakeNotices;
  let both: StopAndSend;

  beforeEach(() => {
    chat = new FakeChatModel();
    actions = new FakeActions();
    notices = new FakeNotices();
    both = stopAndSendOf(actions, { notices });
    actions.generations.store.apply(record());
  });

  it('stops in the same task, and sends what is in the input when that was heard', async () => {
    chat.input.type('better');
    chat.input.addAttachment(FILE);
    both.act(chat.asModel);
    expect(actions.done).toEqual([['stop', 'chat-1']]);
    expect(chat.input.value).toBe('better');
    expect(both.noteOf(chat.asModel)).not.toBeNull();
    await hear();
    expect(chat.input.sent).toEqual([['better', [FILE]]]);
    expect(chat.input.value).toBe('');
    expect(both.noteOf(chat.asModel)).toBeNull();
    expect(notices.told).toEqual([]);
  });

  it('sends as the Send of the chat does, which has its commands carried out first', async () => {
    const submitted: string[] = [];
    both = stopAndSendOf(actions, {
      submit: async input => {
        submitted.push(input.value);
        input.value = 'see `data.csv`';
      }
    });
    chat.input.type('see @file:data.csv');
    both.act(chat.asModel);
    await hear();
    expect(submitted).toEqual(['see @file:data.csv']);
    expect(chat.input.sent).toEqual([['see `data.csv`', []]]);
  });

  it('is one stop and one message, however often it is pressed', async () => {
    chat.input.type('better');
    both.act(chat.asModel);
    actions.asked.add('chat-1');
    both.act(chat.asModel);
    chat.input.type('better still');
    both.act(chat.asModel);
    await hear();
    both.act(chat.asModel);
    expect(actions.done).toEqual([['stop', 'chat-1']]);
    expect(chat.input.sent).toEqual([['better still', []]]);
  });

  it('does not force what is stopping, and sends behind it', async () => {
    actions.generations.store.apply(record({ state: 'stopping', revision: 2 }));
    chat.input.type('better');
    both.act(chat.asModel);
    await hear();
    expect(actions.done).toEqual([]);
    expect(chat.input.sent).toEqual([['better', []]]);
  });

  it('leaves in the input what has come behind it', async () => {
    chat.input.type('better');
    chat.input.addAttachment(FILE);
    both.act(chat.asModel);
    chat.input.type('better, and then');
    chat.input.addAttachment(OTHER);
    await hear();
    expect(chat.input.sent).toEqual([['better', [FILE]]]);
    expect(chat.input.value).toBe(', and then');
    expect(chat.input.attachments).toEqual([OTHER]);
  });

  it.each<[string, () => void]>([
    ['its text was changed', () => chat.input.type('worse')],
    ['what was attached is gone', () => chat.input.removeAttachment(FILE)]
  ])('sends nothing where %s meanwhile, and says so', async (_, change) => {
    chat.input.type('better');
    chat.input.addAttachment(FILE);
    both.act(chat.asModel);
    change();
    const { value } = chat.input;
    await hear();
    expect(chat.input.sent).toEqual([]);
    expect(chat.input.value).toBe(value);
    expect(notices.told).toEqual([expect.stringContaining('was changed')]);
  });

  it('leaves the message in the input where the stop is refused, and says so', async () => {
    chat.input.type('better');
    both.act(chat.asModel);
    await hear(false);
    expect(chat.input.sent).toEqual([]);
    expect(chat.input.value).toBe('better');
    expect(notices.told).toEqual([
      'Your message was not sent. It is still in the input.'
    ]);
  });

  it.each<[string, () => void]>([
    ['the person has sent it by another way', () => chat.input.send('better')],
    ['the chat was closed', () => chat.dispose()]
  ])('sends nothing where %s, and says nothing', async (_, make) => {
    chat.input.type('better');
    both.act(chat.asModel);
    make();
    const sent = chat.input.sent.length;
    await hear();
    expect(chat.input.sent).toHaveLength(sent);
    expect(notices.told).toEqual([]);
  });

  it.each<[string, () => void]>([
    ['nothing runs', () => tell({ state: 'ended' })],
    ['what runs is not mine', () => tell({ is_mine: false })],
    ['there is nothing to send', () => chat.input.type('  ')],
    ['it is a stop itself', () => chat.input.type('/stop')]
  ])('is nothing where %s', async (_, make) => {
    chat.input.type('better');
    make();
    both.act(chat.asModel);
    await hear();
    expect(both.can(chat.asModel)).toBe(false);
    expect(actions.done).toEqual([]);
    expect(chat.input.sent).toEqual([]);
  });

  describe('with stops that a server answers', () => {
    let generations: FakeGenerations;
    let stops: StopActions;

    beforeEach(() => {
      generations = new FakeGenerations();
      generations.store.apply(record());
      const trans = nullTranslator.load('');
      stops = new StopActions({
        generations,
        gates: new FakeGate(generations.asked, chat.asModel),
        notices,
        trans
      });
      both = stopAndSendOf(stops, { notices });
      chat.input.type('better');
      both.act(chat.asModel);
    });

    it('freezes before anything is sent, and sends when the stop was accepted', async () => {
      expect(generations.asked.map(([what]) => what)).toEqual(['shut', 'stop']);
      await settle();
      expect(chat.input.sent).toEqual([]);
      generations.answer.resolve(['generation-1']);
      await settle();
      expect(chat.input.sent).toEqual([['better', []]]);
    });

    it('sends nothing where it was refused', async () => {
      generations.answer.reject(new RequestRefused('Not yours.'));
      await settle();
      expect(chat.input.sent).toEqual([]);
      expect(notices.told).toEqual([
        'The answer was not stopped. Not yours.',
        'Your message was not sent. It is still in the input.'
      ]);
      generations.answer = new PromiseDelegate();
      both.act(chat.asModel);
      generations.answer.resolve([]);
      await settle();
      expect(chat.input.sent).toEqual([['better', []]]);
    });
  });

  function tell(changes: Parameters<typeof record>[0]): void {
    actions.generations.store.apply(record({ ...changes, revision: 2 }));
  }

  async function hear(isHeard = true): Promise<void> {
    actions.heard.resolve(isHeard);
    await settle();
  }

  const settle = () => new Promise<void>(resolve => setTimeout(resolve));
});

import type { IMessage } from '@jupyter/chat';
import { nullTranslator } from '@jupyterlab/translation';

import { FakeChatModel, mark } from '../../__tests__/fakes/chat-model';
import { FakeGenerations, record } from '../../__tests__/fakes/generations';
import { FakeNotices } from '../../__tests__/fakes/notices';
import { servicesOf } from '../../__tests__/fakes/services';
import { stopAndSendOf } from '../../__tests__/fakes/stop-and-send';
import { ChatGates } from '../../chat';
import {
  DEFAULT_PREFERENCES,
  IBeginOptions,
  ILocalGeneration,
  JoinedGenerations,
  Preferences,
  RequestRefused,
  StopActions
} from '../../generations';
import { Limits } from '../../generations/limits';
import { parseMark } from '../../protocol';
import { PageSources } from '../page-sources';

const BOT = { id: 'bot', name: 'Bot' };

describe('an answer of a model that runs in the page', () => {
  let model: FakeChatModel;
  let server: FakeGenerations;
  let generations: JoinedGenerations;
  let actions: StopActions;
  let notices: FakeNotices;
  let sources: PageSources;

  beforeEach(() => {
    jest.useFakeTimers();
    model = new FakeChatModel();
    model.rendered.resolve();
    server = new FakeGenerations();
    server.know('chat-1', false);
    generations = new JoinedGenerations(server);
    const gates = new ChatGates(generations);
    notices = new FakeNotices();
    actions = new StopActions({
      generations,
      gates,
      notices,
      trans: nullTranslator.load('')
    });
    const services = servicesOf({
      actions,
      generations,
      addPage: make => {
        const page = make(gates);
        generations.add(page);
        return page;
      }
    });
    sources = new PageSources(services);
    actions.watch(model.asModel);
  });

  afterEach(() => jest.useRealTimers());

  it('is aborted at once where it is stopped and something else sent, which needs no server', async () => {
    const [answer] = await begin();
    model.input.type('better');
    stopAndSendOf(actions).act(model.asModel);
    expect(answer.signal.aborted).toBe(true);
    await jest.advanceTimersByTimeAsync(0);
    expect(model.input.sent).toEqual([['better', []]]);
    expect(server.asked).toEqual([]);
  });

  /**
   * The bot begins to answer a prompt, and has written something where a text is given.
   */
  async function begin(
    text: string | null = 'Once',
    options: Partial<IBeginOptions> & { replyId?: string } = {}
  ): Promise<[ILocalGeneration, IMessage | null]> {
    const { replyId = 'reply-1', ...rest } = options;
    if (!model.messages.some(({ id }) => id === 'prompt-1')) {
      model.add({ id: 'prompt-1', body: 'Go on.', sender: { username: 'me' } });
    }
    const answer = sources.begin({
      model: model.asModel,
      persona: BOT,
      promptId: 'prompt-1',
      ...rest
    });
    await settle();
    if (text === null) {
      return [answer, null];
    }
    const sender = { username: BOT.id, bot: true };
    const time = Date.now() / 1000;
    const reply = model.add({ id: replyId, body: text, sender, time });
    answer.owns(replyId);
    await settle();
    return [answer, reply];
  }

  function markOf(message: IMessage | null | undefined) {
    return parseMark(message?.metadata);
  }

  it('can be stopped from its beginning on, where the server knows nothing of the chat', async () => {
    expect(generations.isKnown(model.asModel)).toBe(false);
    const [answer] = await begin(null);
    expect(generations.isKnown(model.asModel)).toBe(true);
    expect(generations.live(model.asModel)).toMatchObject([
      { generation_id: answer.id, persona_name: 'Bot', state: 'running' }
    ]);
  });

  it('is there at once where another has been before it', async () => {
    const [first] = await begin(null);
    first.ended();
    sources.begin({ model: model.asModel, persona: BOT });
    expect(generations.live(model.asModel)).toHaveLength(1);
  });

  it('is frozen and aborted in the task of the press', async () => {
    const [answer, reply] = await begin();
    let shown: unknown;
    answer.signal.addEventListener('abort', () => {
      // What its source writes when it hears of it comes too late already.
      reply?.update({ body: 'Once upon' });
      shown = reply?.body;
    });
    actions.stop(model.asModel);
    expect([answer.signal.aborted, shown]).toEqual([true, 'Once']);
    expect(generations.live(model.asModel)[0]?.state).toBe('stopping');
    await settle();
    expect(reply?.body).toBe('Once');
  });

  it('leaves what was seen, marked, with what came too late beside it', async () => {
    const [answer, reply] = await begin();
    actions.stop(model.asModel);
    reply?.update({ body: 'Once upon' });
    answer.ended();
    await settle();
    expect(reply?.body).toBe('Once');
    expect(markOf(reply)).toMatchObject({
      status: 'interrupted',
      receipt: 'cancelled',
      stopped_by: 'me',
      unseen: ' upon'
    });
    expect(generations.live(model.asModel)).toEqual([]);
    actions.reveal(model.asModel, answer.id, true);
    expect(reply?.body).toBe('Once upon');
  });

  it('is stopped by a limit of the person, and its mark says so and what it took', async () => {
    const preferences = new Preferences();
    const limits = new Limits({ actions, preferences });
    const [answer, reply] = await begin();
    reply?.update({ body: 'Once upon a time' });
    await settle();
    preferences.set({ ...DEFAULT_PREFERENCES, maxSeconds: 60 });
    jest.advanceTimersByTime(50_000);
    expect(answer.signal.aborted).toBe(false);
    jest.advanceTimersByTime(10_000);
    expect(answer.signal.aborted).toBe(true);
    answer.ended();
    await settle();
    expect(markOf(reply)).toMatchObject({
      limit: { kind: 'seconds', amount: 60 },
      took_s: expect.closeTo(60, -1),
      characters: 'Once upon a time'.length
    });
    limits.dispose();
  });

  it('leaves a mark on its prompt where nothing was written, which goes when that is answered again', async () => {
    const [answer] = await begin(null);
    actions.stop(model.asModel);
    answer.ended();
    const [prompt] = model.messages;
    expect(markOf(prompt)?.generation_id).toBe(answer.id);
    await begin(null);
    expect(markOf(prompt)).toBeNull();
  });

  it('is not marked where it ended by itself, and where its source failed', async () => {
    const [answer, reply] = await begin();
    answer.ended();
    const [failed, other] = await begin('Oh', { replyId: 'reply-2' });
    failed.ended('error');
    await settle();
    expect([markOf(reply), markOf(other)]).toEqual([null, null]);
    expect(generations.live(model.asModel)).toEqual([]);
    actions.stop(model.asModel);
    expect(answer.signal.aborted).toBe(false);
  });

  it('may still be running where its source does not say that it ended, and what that writes is refused', async () => {
    const [answer, reply] = await begin();
    actions.stop(model.asModel);
    jest.advanceTimersByTime(3000);
    await settle();
    expect(markOf(reply)?.receipt).toBe('detached');
    reply?.update({ body: 'Once upon a time' });
    await settle();
    expect(reply?.body).toBe('Once');
    answer.ended();
    await settle();
    expect(markOf(reply)?.receipt).toBe('cancelled');
    reply?.update({ body: 'Mine', edited: true });
    await settle();
    expect(reply?.body).toBe('Mine');
  });

  it('is stopped alone where it is named, and the other writes on', async () => {
    const [one, stopped] = await begin('Once');
    const [other, reply] = await begin('Twice', { replyId: 'reply-2' });
    actions.stop(model.asModel, [one.id]);
    stopped?.update({ body: 'Once upon' });
    reply?.update({ body: 'Twice upon' });
    await settle();
    expect([one.signal.aborted, other.signal.aborted]).toEqual([true, false]);
    expect([stopped?.body, reply?.body]).toEqual(['Once', 'Twice upon']);
  });

  it('does not ask the server to stop what is not the server’s', async () => {
    const [answer] = await begin();
    actions.stop(model.asModel);
    expect(answer.signal.aborted).toBe(true);
    expect(server.asked).toEqual([]);
  });

  it('does not ask a server that knows nothing of the chat for prompts answered before', async () => {
    model.add({
      id: 'earlier',
      sender: { username: 'me' },
      time: Date.now() / 1000
    });
    await begin();
    actions.stop(model.asModel);
    await settle();
    expect([server.asked, notices.told]).toEqual([[], []]);
  });

  it('stays frozen where the server refuses to stop what is its own', async () => {
    const [answer, reply] = await begin();
    server.store.apply(record());
    actions.stop(model.asModel);
    reply?.update({ body: 'Once upon' });
    server.answer.reject(new RequestRefused('No.'));
    await settle();
    expect(answer.signal.aborted).toBe(true);
    expect(reply?.body).toBe('Once');
    expect(notices.told).toHaveLength(1);
  });

  it('is stopped together with mine of the server, each where it is', async () => {
    const [answer] = await begin();
    server.store.apply(record());
    actions.stop(model.asModel);
    expect(answer.signal.aborted).toBe(true);
    expect(server.asked).toMatchObject([['stop', 'chat-1', {}]]);
  });

  it('goes on where only the server’s was meant', async () => {
    const [answer] = await begin();
    server.store.apply(record());
    actions.stop(model.asModel, ['generation-1']);
    expect(answer.signal.aborted).toBe(false);
    expect(server.asked).toMatchObject([
      ['stop', 'chat-1', { generationIds: ['generation-1'] }]
    ]);
  });

  it('is not forced by a second press, nor is a reload offered', async () => {
    const aborted = jest.fn();
    const [answer] = await begin();
    answer.signal.addEventListener('abort', aborted);
    for (let press = 0; press < 4; press++) {
      actions.stop(model.asModel);
      await settle();
    }
    expect(aborted).toHaveBeenCalledTimes(1);
    expect([server.asked, notices.told]).toEqual([[], []]);
  });

  it('is asked again by its source, and not by the server', async () => {
    const again = jest.fn(() => new Promise<void>(() => undefined));
    const [answer] = await begin('Once', { again });
    actions.stop(model.asModel);
    answer.ended();
    expect(generations.canRegenerate('prompt-1')).toBe(true);
    actions.regenerate(model.asModel, 'prompt-1');
    expect(again).toHaveBeenCalledTimes(1);
    await begin(null);
    jest.advanceTimersByTime(5000);
    expect([server.asked, notices.told]).toEqual([[], []]);
  });

  it('says why it was not asked again', async () => {
    const warned = jest.spyOn(console, 'error').mockReturnValue();
    const again = () => {
      throw new Error('No key.');
    };
    const [answer] = await begin('Once', { again });
    answer.ended();
    actions.regenerate(model.asModel, 'prompt-1');
    await settle();
    expect(notices.told).toEqual(['The prompt was not asked again. No key.']);
    expect(warned).toHaveBeenCalledTimes(1);
  });

  it('without a way to be asked again is not offered it, in this page and in others', async () => {
    const [answer, reply] = await begin();
    actions.stop(model.asModel);
    answer.ended();
    await settle();
    expect(generations.canRegenerate('prompt-1')).toBe(false);
    expect(markOf(reply)?.can_regenerate).toBe(false);
  });

  it('may be told of and ended any number of times, by functions that stand alone', async () => {
    const [answer] = await begin();
    const { ended, owns } = answer;
    owns('reply-1');
    ended();
    ended('error');
    owns('reply-2');
    actions.stop(model.asModel);
    expect(answer.signal.aborted).toBe(false);
    expect(generations.live(model.asModel)).toEqual([]);
  });

  it('is not that of a copy of the chat, which has the same id', async () => {
    await begin();
    const copy = { id: 'chat-1', name: 'copy.chat' };
    expect(generations.live(copy)).toEqual([]);
    expect(
      generations.live({ id: 'chat-1', name: 'chat-1.chat' })
    ).toHaveLength(1);
  });

  it('can be stopped where its chat was given another name meanwhile', async () => {
    const [answer] = await begin();
    Object.assign(model, { name: 'renamed.chat' });
    const live = generations.live(model.asModel);
    expect(live).toMatchObject([{ generation_id: answer.id }]);
    expect(generations.live(model.asModel)).toBe(live);
    expect(generations.live({ id: 'chat-1', name: 'chat-1.chat' })).toEqual([]);
    actions.stop(model.asModel);
    expect(answer.signal.aborted).toBe(true);
  });

  it('stands between those of the server in the order in which they began', async () => {
    await begin();
    server.store.apply(record({ started_at: Date.now() / 1000 + 10 }));
    server.store.apply(record({ generation_id: 'older', started_at: 1 }));
    const live = generations.live(model.asModel);
    expect(live.map(one => one.persona_name)).toEqual([
      'Persona',
      'Bot',
      'Persona'
    ]);
    expect(generations.live(model.asModel)).toBe(live);
  });

  it('is waited with until its chat is open', async () => {
    const opening = new FakeChatModel();
    let isOpen: (id: string) => void = () => undefined;
    const ready = new Promise<string>(resolve => (isOpen = resolve));
    Object.assign(opening, { id: undefined, ready });
    const answer = sources.begin({ model: opening.asModel, persona: BOT });
    await settle();
    expect(generations.live({ id: 'chat-2' })).toEqual([]);
    Object.assign(opening, { id: 'chat-2' });
    isOpen('chat-2');
    await settle();
    expect(generations.live({ id: 'chat-2' })).toMatchObject([
      { generation_id: answer.id }
    ]);
  });

  it('leaves the marks of the server’s answers alone', async () => {
    const theirs = model.add({
      id: 'theirs',
      metadata: mark('interrupted', { generation_id: 'generation-9' })
    });
    const [answer] = await begin();
    actions.stop(model.asModel);
    answer.ended();
    expect(markOf(theirs)?.generation_id).toBe('generation-9');
  });
});

/**
 * What was loaded and asked is there, and a frame has been drawn.
 */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) {
    await Promise.resolve();
  }
  await jest.advanceTimersByTimeAsync(50);
}

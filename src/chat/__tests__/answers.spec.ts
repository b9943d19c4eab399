import { FakeChatModel, mark } from '../../__tests__/fakes/chat-model';
import { ChatAnswers } from '../answers';

describe('the answers of a chat', () => {
  let model: FakeChatModel;
  let answers: ChatAnswers;
  let changed: string[];

  beforeEach(() => {
    model = new FakeChatModel();
    answers = new ChatAnswers(model.asModel);
    changed = [];
    answers.changed.connect((_, id) => changed.push(id));
  });

  afterEach(() => {
    answers.dispose();
    answers.dispose();
  });

  const labelled = () => answers.of('generation-1')?.labelledId;

  it('are none where nothing is marked', () => {
    model.add({ id: 'prompt-1', sender: { username: 'ada' } });
    expect(answers.of('generation-1')).toBeNull();
    expect(answers.at('prompt-1')).toBeNull();
    expect(answers.lastEnded).toBeNull();
    expect(changed).toEqual([]);
  });

  it('are found by their generation, each of their messages, and their prompt', () => {
    const prompt = model.add({ id: 'prompt-1', sender: { username: 'ada' } });
    model.add({ id: 'reply-1', metadata: mark('interrupted') });
    expect(answers.of('generation-1')).toEqual({
      mark: expect.objectContaining({ status: 'interrupted' }),
      labelledId: 'reply-1',
      prompt,
      continuableId: null,
      hasReply: true,
      hasUnseen: false,
      isRevealed: false
    });
    expect(answers.at('reply-1')).toBe(answers.of('generation-1'));
    expect(answers.at('prompt-1')).toBeNull();
    expect(answers.find('prompt-1')).toBe(prompt);
    expect(answers.find('reply-2')).toBeNull();
    expect(changed).toEqual(['generation-1']);
  });

  it('are there at once in a chat that is open already', () => {
    model.add({ id: 'reply-1', metadata: mark('complete') });
    const later = new ChatAnswers(model.asModel);
    expect(later.of('generation-1')?.labelledId).toBe('reply-1');
    later.dispose();
  });

  it('stay the same while text is written, and while the same is told anew', () => {
    const reply = model.add({ id: 'reply-1', metadata: mark('streaming') });
    const before = answers.of('generation-1');
    reply.update({ body: 'Once' });
    reply.update({ body: 'Once upon', metadata: mark('streaming') });
    model.messagesUpdated.emit();
    expect(answers.of('generation-1')).toBe(before);
    expect(changed).toEqual(['generation-1']);
  });

  it('change when they end', () => {
    const reply = model.add({ id: 'reply-1', metadata: mark('streaming') });
    const before = answers.of('generation-1');
    reply.update({ metadata: mark('interrupted', { unseen: ' upon' }) });
    expect(answers.of('generation-1')).not.toBe(before);
    expect(answers.of('generation-1')?.hasUnseen).toBe(true);
    expect(changed).toHaveLength(2);
  });

  it('are gone on from at their last reply that has a text and can be, once they have ended', () => {
    const prompt = model.add({ id: 'prompt-1', body: 'Tell me.' });
    const more = { can_continue: true };
    const add = (id: string, body: string, said: object) =>
      model.add({ id, body, metadata: mark('streaming', said) });
    const replies = [
      add('reply-1', 'Once', more),
      add('reply-2', 'upon', more),
      add('reply-3', '', more),
      add('reply-4', 'It failed.', {})
    ];
    const found = () => answers.of('generation-1')?.continuableId;
    expect(found()).toBeNull();
    for (const [at, reply] of replies.entries()) {
      reply.update({ metadata: mark('error', at < 3 ? more : {}) });
    }
    expect(found()).toBe('reply-2');
    replies[1]?.update({ deleted: true });
    expect(found()).toBe('reply-1');
    prompt.update({ deleted: true });
    expect(found()).toBeNull();
  });

  describe('are labelled', () => {
    it('below the last reply that is left', () => {
      model.add({ id: 'reply-1', metadata: mark('interrupted') });
      const second = model.add({
        id: 'reply-2',
        metadata: mark('interrupted', { unseen: 'two' })
      });
      expect(labelled()).toBe('reply-2');
      second.update({ deleted: true });
      expect(labelled()).toBe('reply-1');
    });

    it('below the prompt where that carries the mark', () => {
      model.add({ id: 'prompt-1', metadata: mark('interrupted') });
      model.add({
        id: 'reply-1',
        deleted: true,
        metadata: mark('interrupted')
      });
      expect(labelled()).toBe('prompt-1');
      expect(answers.of('generation-1')?.hasReply).toBe(true);
    });

    it('nowhere when all of them are deleted', () => {
      const reply = model.add({ id: 'reply-1', metadata: mark('complete') });
      reply.update({ deleted: true });
      expect(labelled()).toBe('');
      expect(answers.lastEnded).toBe(answers.of('generation-1'));
    });

    it('in the order of the chat, whatever came first', () => {
      model.add({ id: 'reply-2', metadata: mark('complete') });
      const first = model.add({ id: 'reply-1', metadata: mark('complete') });
      model.messages.splice(0, 2, first, ...model.messages.slice(0, 1));
      model.messagesUpdated.emit();
      model.add({ id: 'other' });
      first.update({ metadata: mark('interrupted') });
      expect(labelled()).toBe('reply-2');
    });
  });

  it('have no prompt where that was deleted, is gone, or never was', () => {
    model.add({ id: 'reply-1', metadata: mark('interrupted') });
    expect(answers.of('generation-1')?.prompt).toBeNull();
    const prompt = model.add({ id: 'prompt-1' });
    expect(answers.of('generation-1')?.prompt).toBe(prompt);
    prompt.update({ deleted: true });
    expect(answers.of('generation-1')?.prompt).toBeNull();
    prompt.update({ deleted: false });
    model.messages.pop();
    model.messagesUpdated.emit();
    expect(answers.of('generation-1')?.prompt).toBeNull();
  });

  it('go with their messages', () => {
    model.add({ id: 'reply-1', metadata: mark('interrupted') });
    model.messages.splice(0);
    model.messagesUpdated.emit();
    expect(answers.of('generation-1')).toBeNull();
    expect(answers.at('reply-1')).toBeNull();
    expect(changed).toEqual(['generation-1', 'generation-1']);
  });

  it('follow a message to another generation', () => {
    const reply = model.add({ id: 'reply-1', metadata: mark('complete') });
    reply.update({
      metadata: mark('streaming', { generation_id: 'generation-2' })
    });
    expect(answers.of('generation-1')).toBeNull();
    expect(answers.of('generation-2')?.labelledId).toBe('reply-1');
  });

  it('follow the new objects of a chat that is read anew', () => {
    model.add({ id: 'reply-1', metadata: mark('streaming') });
    model.readAnew();
    model.messages[0]?.update({ metadata: mark('complete') });
    expect(answers.of('generation-1')?.mark.status).toBe('complete');
  });

  it('tell which ended last, also with a word of a newer server', () => {
    const id = (generation_id: string) => ({ generation_id });
    model.add({ id: 'a', metadata: mark('interrupted', id('first')) });
    const second = model.add({
      id: 'b',
      metadata: mark('other', id('second'))
    });
    model.add({ id: 'c', metadata: mark('streaming', id('third')) });
    expect(answers.lastEnded).toBe(answers.of('second'));
    second.update({ metadata: {} });
    expect(answers.lastEnded).toBe(answers.of('first'));
  });

  it('know the messages that no mark says anything of, by their sender', () => {
    const reply = model.add({ id: 'reply-1' });
    model.add({ id: 'other', sender: { username: 'other', bot: true } });
    expect(answers.unmarkedOf('persona')).toEqual([reply]);
    reply.update({ metadata: mark('streaming') });
    expect(answers.unmarkedOf('persona')).toEqual([]);
    expect(answers.messagesOf('generation-1')).toEqual([reply]);
  });

  it('follow nothing any more after they were disposed', () => {
    const reply = model.add({ id: 'reply-1', metadata: mark('streaming') });
    answers.dispose();
    reply.update({ metadata: mark('complete') });
    model.add({ id: 'reply-2', metadata: mark('complete') });
    expect(changed).toEqual(['generation-1']);
    expect(answers.isDisposed).toBe(true);
  });
});

import { FakeChatModel, mark } from '../../__tests__/fakes/chat-model';
import { FakeGenerations } from '../../__tests__/fakes/generations';
import { Message } from '@jupyter/chat/lib/message';
import * as protocol from '../../protocol';
import { ChatGate } from '../gate';

const MESSAGES = 2000;

/**
 * Of 2,000 messages, 200 were stopped.
 */
describe('a long chat', () => {
  let model: FakeChatModel;
  let gate: ChatGate;

  beforeEach(() => {
    model = new FakeChatModel();
    gate = new ChatGate(model.asModel, new FakeGenerations());
    for (let index = 0; index < MESSAGES; index++) {
      const generation_id = `generation-${index}`;
      model.messages.push(
        new Message({
          type: 'msg',
          id: `${index}`,
          body: 'Once',
          time: index,
          sender: {
            username: index % 2 ? 'persona' : 'ada',
            bot: !!(index % 2)
          },
          metadata:
            index % 10 === 1
              ? mark('interrupted', { generation_id, unseen: ' upon' })
              : undefined
        })
      );
    }
  });

  afterEach(() => {
    gate.dispose();
    jest.restoreAllMocks();
  });

  it('has each mark parsed once when it is opened, and none ever after', () => {
    const parse = jest.spyOn(protocol, 'parseMark');
    model.messagesUpdated.emit();
    expect(parse.mock.calls.length).toBeLessThanOrEqual(200);
    parse.mockClear();
    for (let times = 0; times < 100; times++) {
      model.messagesUpdated.emit();
    }
    model.add({ id: 'new', metadata: mark('streaming') });
    expect(parse).toHaveBeenCalledTimes(1);
  });

  it('is looked through in well under a millisecond when a message comes', () => {
    model.messagesUpdated.emit();
    const tookMs: number[] = [];
    for (let times = 0; times < 100; times++) {
      const began = performance.now();
      model.add({ id: `new-${times}` });
      model.messagesUpdated.emit();
      tookMs.push(performance.now() - began);
    }
    // What others use of the machine only adds to it.
    tookMs.sort((a, b) => a - b);
    expect(tookMs[50]).toBeLessThan(1);
  });

  it('tells of no answer whose messages stay as they are', () => {
    model.messagesUpdated.emit();
    const changed = jest.fn();
    gate.answers.changed.connect(changed);
    model.messages.splice(5, 1);
    model.messagesUpdated.emit();
    model.add({ id: 'new' });
    expect(changed).not.toHaveBeenCalled();
  });

  it('is followed from where it differs, when it is read anew', () => {
    model.messagesUpdated.emit();
    const before = gate.answers.of('generation-1');
    const [first] = model.messages;
    model.readAnew();
    expect(gate.answers.find('0')).not.toBe(first);
    expect(gate.answers.of('generation-1')).toEqual(before);
    expect(gate.answers.generationIds).toHaveLength(200);
  });
});

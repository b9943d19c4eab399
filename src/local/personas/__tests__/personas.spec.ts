import { Signal } from '@lumino/signaling';

import { FakeActions } from '../../../__tests__/fakes/actions';
import { FakePagePersona } from '../../../__tests__/fakes/page-persona';
import { FakeSources } from '../../../__tests__/fakes/sources';
import { tellOfPersonas } from '..';

let persona: FakePagePersona;
let sources: FakeSources;
let actions: FakeActions;
let warn: jest.SpyInstance;
let onTold: jest.Mock;

/**
 * The registry of the page's personas, as it is provided.
 */
class FakeRegistry {
  readonly personaAdded = new Signal<this, unknown>(this);
  readonly known = new Map<unknown, unknown>();

  get(model: unknown): unknown {
    return this.known.get(model);
  }

  register(one: { readonly model: unknown }): void {
    this.known.set(one.model, one);
    this.personaAdded.emit(one);
  }
}

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['queueMicrotask'] });
  persona = new FakePagePersona();
  sources = new FakeSources();
  actions = new FakeActions();
  onTold = jest.fn();
  warn = jest.spyOn(console, 'warn').mockReturnValue();
});

afterEach(() => {
  jest.useRealTimers();
  warn.mockRestore();
});

function watch(registry = new FakeRegistry()): FakeRegistry {
  tellOfPersonas(registry, { actions, onTold, sources });
  return registry;
}

/**
 * Ask the persona something, and let it say who it is.
 */
async function ask(id: string, body?: string): Promise<void> {
  persona.ask(id, body);
  await Promise.resolve();
}

describe('a persona in the page', () => {
  beforeEach(() => watch().register(persona));

  it('tells of each answer, of what was asked, of its replies and of its end', async () => {
    await ask('prompt-1');
    const [answer] = sources.begun;
    expect(onTold).toHaveBeenCalledTimes(1);
    expect(answer?.options).toMatchObject({
      model: persona.model,
      persona: { id: 'jupyternaut', name: 'Jupyternaut' },
      promptId: 'prompt-1'
    });
    persona.chat.add({ id: 'else', sender: { username: 'else', bot: true } });
    persona.reply('reply-1');
    expect(answer?.owned).toEqual(['reply-1']);
    persona.end();
    expect(answer?.outcomes).toEqual(['complete']);

    await ask('prompt-2');
    persona.reply('reply-2');
    expect(sources.begun.map(one => one.owned)).toEqual([
      ['reply-1'],
      ['reply-2']
    ]);
  });

  it('is told of a stop in its task, and again until it has heard it', async () => {
    await ask('prompt-1');
    const [answer] = sources.begun;
    answer?.stop();
    expect(persona.stops).toHaveLength(1);
    jest.advanceTimersByTime(50);
    expect(persona.stops).toHaveLength(2);
    persona.end();
    expect(answer?.outcomes).toEqual(['complete']);
    jest.advanceTimersByTime(60_000);
    expect(persona.stops).toHaveLength(2);
  });

  it('is not told of the stop of one answer once it has been asked something else', async () => {
    await ask('prompt-1');
    sources.begun[0]?.stop();
    await ask('prompt-2');
    persona.reply('reply-2');
    jest.advanceTimersByTime(60_000);
    expect(persona.stops).toHaveLength(1);
    expect(sources.begun.map(one => one.owned)).toEqual([[], ['reply-2']]);
    persona.end();
    expect(sources.begun.map(one => one.outcomes)).toEqual([['complete'], []]);
    persona.end();
    expect(sources.begun[1]?.outcomes).toEqual(['complete']);
  });

  it('answers two prompts that overlap as one, which ends with the last', async () => {
    await ask('prompt-1');
    await ask('prompt-2');
    persona.end();
    expect(sources.begun).toHaveLength(1);
    expect(sources.begun[0]?.outcomes).toEqual([]);
    persona.end();
    expect(sources.begun[0]?.outcomes).toEqual(['complete']);
  });

  it('has ended after a stop when the tools have that it had called', async () => {
    await ask('prompt-1');
    const [answer] = sources.begun;
    persona.tell('tool_call_start', { callId: 'a' });
    persona.tell('tool_call_start', { callId: 'b' });
    answer?.stop();
    persona.end();
    persona.tell('tool_approval_resolved', {
      toolCallId: 'b',
      approved: false
    });
    expect(answer?.outcomes).toEqual([]);
    persona.tell('tool_call_complete', { callId: 'a' });
    expect(answer?.outcomes).toEqual(['complete']);
  });

  it('has failed where its agent says so', async () => {
    await ask('prompt-1');
    persona.tell('error', { error: 'No model.' });
    persona.end();
    expect(sources.begun[0]?.outcomes).toEqual(['error']);
  });

  it('was interrupted where its own Stop was pressed', async () => {
    await ask('prompt-1');
    persona.reply('reply-1');
    persona.agentManager.stopStreaming('by another button');
    expect(persona.stops).toEqual(['by another button']);
    persona.end();
    expect(sources.begun[0]?.outcomes).toEqual(['interrupted']);
  });

  it('is asked again by what was sent, sent once more', async () => {
    await ask('prompt-1', 'Tell me.');
    await sources.begun[0]?.options.again?.();
    expect(persona.sent).toMatchObject([{ body: 'Tell me.' }]);
  });

  it('has its own Stop back, as it was, when its chat is closed', async () => {
    await ask('prompt-1');
    persona.chat.dispose();
    persona.agentManager.stopStreaming('after');
    persona.end();
    expect(persona.stops).toEqual(['after']);
    expect(sources.begun[0]?.outcomes).toEqual([]);
  });
});

it('takes prompts that wait behind a stopped answer back into the input', async () => {
  const waiting = [
    {
      id: 'a',
      body: 'First.',
      _originalMsg: { attachments: [{ value: 'x' }] }
    },
    { id: 'b', body: 'Second.' }
  ];
  const removed: string[] = [];
  Object.assign(persona.chat, {
    messageQueue: waiting,
    removeQueuedMessage: (id: string) => removed.push(id)
  });
  watch().register(persona);
  await ask('prompt-1');
  persona.chat.input.type('A draft.');
  sources.begun[0]?.stop();
  expect(removed).toEqual(['a', 'b']);
  expect(persona.chat.input.value).toBe('A draft.\n\nFirst.\n\nSecond.');
  expect(persona.chat.input.attachments).toEqual([{ value: 'x' }]);
});

it('finds personas that answer already, and each once', async () => {
  persona.ask('prompt-1');
  const registry = new FakeRegistry();
  registry.known.set(persona.model, persona);
  actions.chats = [persona.model];
  watch(registry);
  await Promise.resolve();
  registry.personaAdded.emit(persona);
  actions.chatsChanged.emit();
  expect(sources.begun.map(one => one.options.promptId)).toEqual(['prompt-1']);
  persona.end();
  expect(sources.begun[0]?.outcomes).toEqual(['complete']);
});

it.each([
  [
    'a registry',
    () => tellOfPersonas({ get: 1 }, { actions, onTold, sources })
  ],
  ['nothing', () => tellOfPersonas(null, { actions, onTold, sources })],
  ['a persona', () => watch().register({ model: 'another' })]
])('leaves %s that it does not know as it is, and says so once', (_, meet) => {
  meet();
  expect(warn).toHaveBeenCalledTimes(1);
  expect(onTold).not.toHaveBeenCalled();
  expect(sources.begun).toEqual([]);
});

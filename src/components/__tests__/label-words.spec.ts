import { nullTranslator } from '@jupyterlab/translation';

import { FakeChatModel } from '../../__tests__/fakes/chat-model';
import type { IAnswer } from '../../generations';
import type { IMark } from '../../protocol';
import { labelWords } from '../label-words';

const CELL = 'A cell that it started is still running.';
const MAY_RUN = 'It could not be cancelled and may still be running.';

describe('the words of the label', () => {
  let model: FakeChatModel;

  beforeEach(() => {
    model = new FakeChatModel();
    const ada = { username: 'ada', display_name: 'Ada' };
    model.input.chatContext.users.push(ada);
  });

  afterEach(() => model.dispose());

  it.each([
    [{ receipt: 'detached' }, `Hidden. ${MAY_RUN}`],
    [{ receipt: 'detached', stopped_by: 'ada' }, `Hidden by Ada. ${MAY_RUN}`],
    [{ receipt: 'detached', left: ['execution'] }, `Stopped early. ${CELL}`],
    [
      { receipt: 'detached', left: ['execution'], stopped_by: 'ada' },
      `Stopped early by Ada. ${CELL}`
    ],
    [
      { receipt: 'detached', left: ['execution', 'thread'] },
      `Hidden. ${MAY_RUN}`
    ],
    [{ receipt: 'cancelled' }, 'Stopped early'],
    [{ receipt: 'other' }, 'Stopped early']
  ] as const)('say the truth about what was stopped: %j', (mark, said) => {
    expect(words(mark)).toBe(said);
  });

  it.each([
    ['seconds', 120, 'Stopped after 2 minutes (limit)'],
    ['seconds', 60, 'Stopped after 1 minute (limit)'],
    ['seconds', 90, 'Stopped after 90 s (limit)'],
    ['characters', 20000, 'Stopped after 20,000 characters (limit)'],
    ['silence', 30, 'Stopped after 30 s of silence (limit)'],
    ['unwatched', 600, 'Stopped: nobody had it open for 10 minutes (limit)'],
    ['other', 7, 'Stopped by a limit']
  ] as const)(
    'name the limit that stopped it: %s, %i',
    (kind, amount, said) => {
      expect(words({ limit: { kind, amount } })).toBe(said);
    }
  );

  it('say first of what a limit could not cancel that it may still be running', () => {
    const limit = { kind: 'seconds', amount: 120 } as const;
    expect(words({ limit, receipt: 'detached' })).toBe(`Hidden. ${MAY_RUN}`);
  });

  it.each([
    ['the model failed', { reason: 'It is busy.' }, 'Broke off. It is busy.'],
    [
      'the server stopped',
      {},
      'Broke off. The server stopped while this was being written.'
    ],
    [
      "something else cancelled it, in this page's own words",
      { cause: 'cancelled', reason: 'CancelledError' },
      'Broke off. It was cancelled by something else than a stop.'
    ],
    ['for what only a newer server knows', { cause: 'other' }, 'Broke off.']
  ] as const)('say why an answer broke off: %s', (_, mark, said) => {
    expect(words({ status: 'error', ...mark })).toBe(said);
  });

  it.each(['streaming', 'complete', 'other'] as const)(
    'are none of an answer that is %s',
    status => expect(words({ status })).toBeNull()
  );

  it.each([
    ['me', 'Stopped early'],
    ['ada', 'Stopped early by Ada'],
    ['grace', 'Stopped early by grace'],
    ['0123456789abcdef0123456789abcdef', 'Stopped early by somebody else']
  ])('say who stopped it, if not me: %s', (stopped_by, said) => {
    expect(words({ stopped_by })).toBe(said);
  });

  it('name nobody where the server has one person, whatever their browsers are called', () => {
    Object.assign(model, { collaborative: false });
    expect(words({ stopped_by: 'ada' })).toBe('Stopped early');
    Object.assign(model, { collaborative: true });
    expect(words({ stopped_by: 'ada' })).toBe('Stopped early by Ada');
  });

  it.each([
    ['what the chat calls them', 'ada', 'Stopped early by Ada'],
    ['what they were called', 'grace', 'Stopped early by Grace Hopper']
  ])('call who stopped it by %s', (_, stopped_by, said) => {
    const stopped_by_name = 'Grace Hopper';
    expect(words({ stopped_by, stopped_by_name })).toBe(said);
  });

  it('call who stopped their own answer as their prompt does', () => {
    const sender = { username: 'alan', display_name: 'Alan' };
    const prompt = model.add({ id: 'prompt-1', sender });
    expect(words({ stopped_by: 'alan' }, { prompt })).toBe(
      'Stopped early by Alan'
    );
  });

  function words(
    mark: Partial<IMark>,
    answer: Partial<IAnswer> = {}
  ): string | null {
    return labelWords(
      {
        mark: {
          generation_id: 'generation-1',
          prompt_id: 'prompt-1',
          status: 'interrupted',
          ...mark
        },
        labelledId: 'reply-1',
        prompt: null,
        continuableId: null,
        hasReply: true,
        hasUnseen: false,
        isRevealed: false,
        ...answer
      },
      model.asModel,
      nullTranslator.load('')
    );
  }
});

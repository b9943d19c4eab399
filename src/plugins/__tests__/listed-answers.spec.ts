import { record } from '../../__tests__/fakes/generations';
import { NoRoute } from '../../connection';
import { ListedAnswers } from '../listed-answers';

describe('the answers that the server lists', () => {
  let asked: number;
  let failure: Error | null;
  let listed: ListedAnswers;

  beforeEach(() => {
    jest.useFakeTimers();
    asked = 0;
    failure = null;
    listed = new ListedAnswers(async () => {
      asked += 1;
      if (failure) {
        throw failure;
      }
      return [record()];
    });
  });

  afterEach(() => {
    listed.dispose();
    listed.dispose();
    jest.useRealTimers();
  });

  it('are asked for when somebody wants to know, and told', async () => {
    let changes = 0;
    listed.changed.connect(() => (changes += 1));
    await pass(60_000);
    expect([asked, listed.all]).toEqual([0, []]);
    listed.refresh();
    await pass(10);
    expect([asked, changes, listed.all]).toEqual([1, 1, [record()]]);
    await pass(60_000);
    expect(asked).toBe(1);
  });

  it('are asked for again and again while that is wanted', async () => {
    listed.keepAsking(true);
    await pass(21_000);
    expect(asked).toBeGreaterThan(3);
    listed.keepAsking(false);
    const before = asked;
    await pass(60_000);
    expect(asked).toBe(before);
  });

  it('are asked for no more once the server does not have our half', async () => {
    listed.refresh();
    await pass(10);
    failure = new NoRoute('Nobody answers.');
    listed.refresh();
    await pass(10);
    expect(listed.all).toEqual([]);
    listed.keepAsking(true);
    listed.refresh();
    await pass(600_000);
    expect(asked).toBe(2);
  });

  it('are asked for again after the server had not answered', async () => {
    failure = new TypeError('Failed to fetch');
    listed.refresh();
    await pass(10);
    failure = null;
    listed.refresh();
    await pass(60_000);
    expect(listed.all).toEqual([record()]);
  });

  it('are without those that ended', async () => {
    listed.refresh();
    await pass(10);
    listed.drop('generation-1');
    expect(listed.all).toEqual([]);
  });

  it('are asked for no more once they are disposed of', async () => {
    listed.dispose();
    listed.refresh();
    listed.keepAsking(true);
    await pass(60_000);
    expect(asked).toBe(0);
  });

  async function pass(ms: number): Promise<void> {
    await jest.advanceTimersByTimeAsync(ms);
  }
});

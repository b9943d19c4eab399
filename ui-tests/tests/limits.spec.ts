import { wrong } from '../axe';
import { expect, test } from '../fixtures';
import { takeInThemes } from '../images';

test.describe('with a limit of seconds in the settings', () => {
  test.use({
    mockSettings: { 'jupyter-stop-stream:settings': { maxSeconds: 8 } }
  });

  test('an answer that takes longer is stopped, and its label says which limit that was and what it took', async ({
    chat,
    model
  }) => {
    await chat.ask('Tell me a long story, please. rate=50 length=6000');
    await expect(chat.label).toContainText('Stopped after 8 s (limit)');
    const { produced } = await model.letGo();
    expect(produced).toBeGreaterThan(50);
    expect(produced).toBeLessThan(750);
    const status = chat.label.locator('.jp-StopStream-status');
    await expect(status).toHaveAttribute(
      'title',
      /^Stopped after 8 s \(limit\)\nThe limit is set in the settings of the Stop button\.\nStopped after (8|9|1\d)(\.\d)? s, about \d+ tokens$/
    );
    await takeInThemes(chat.page, chat.label, 'label-limit');
    await chat.ask('rate=100 length=10');
    await chat.waitForStatus('complete');
    await expect(chat.label).toHaveCount(1);
  });
});

test.describe('by default', () => {
  test.use({ mockSettings: true });

  test('Stop is offered below an answer that repeats itself, and nothing else happens', async ({
    chat
  }) => {
    await chat.choose('Looper');
    await chat.ask('Is the file there?');
    await expect(chat.label).toContainText(/It repeats itself \(\d+ times\)/);
    const counted = async () =>
      Number(/\d+/.exec((await chat.label.textContent()) ?? '')?.[0]);
    const first = await counted();
    expect(first).toBeGreaterThanOrEqual(4);
    await expect.poll(counted).toBeGreaterThan(first + 3);
    expect(await wrong(chat.page)).toEqual([]);
    await takeInThemes(chat.page, chat.label, 'label-repeats');
    await expect(chat.stopButton).toBeVisible();
    await chat.label.getByRole('button', { name: 'Stop' }).press('Enter');
    await expect(chat.label).toContainText('Stopped early');
    await expect(chat.stopButton).toHaveCount(0);
    await expect(chat.input).toBeFocused();
  });

  test('the line that offered Stop goes without the lists of the chat being laid out', async ({
    browser,
    chat
  }) => {
    const steps = Array.from({ length: 300 }, (_, step) => `1. step ${step}`);
    await chat.choose('Looper');
    await chat.ask(steps.join('\n'));
    await expect(chat.label).toContainText('It repeats itself');
    await browser.startTracing(chat.page, { categories: [LAYOUTS] });
    await chat.stop();
    await expect(chat.label).toContainText('Stopped early');
    const { traceEvents }: ITrace = JSON.parse(
      (await browser.stopTracing()).toString()
    );
    const laidOut = traceEvents
      .filter(({ name }) => name === 'Layout')
      .map(({ args }) => args.beginData?.dirtyObjects ?? 0);
    expect(laidOut.length).toBeGreaterThan(0);
    expect(Math.max(...laidOut)).toBeLessThan(steps.length);
  });
});

const LAYOUTS = 'devtools.timeline';

/**
 * What Chromium tells of its layouts.
 */
interface ITrace {
  readonly traceEvents: readonly {
    readonly name: string;
    readonly args: { readonly beginData?: { readonly dirtyObjects: number } };
  }[];
}

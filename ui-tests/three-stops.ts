import { expect } from '@playwright/test';

import { Chat, words } from './chat';
import type { Model } from './model';
import { IStopSeen, sawStop } from './stops-seen';

interface ISituation {
  readonly name: IStopSeen['situation'];
  readonly prompt: string;
  /** The token that is waited for before Stop is pressed, if one is. */
  readonly lastToken?: number;
}

const SITUATIONS: readonly ISituation[] = [
  { name: 'before the first token', prompt: 'first_token_s=20' },
  { name: 'midway', prompt: 'rate=50 length=1500', lastToken: 20 },
  {
    name: 'in a stall',
    prompt: 'rate=100 length=400 stall_at=30',
    lastToken: 29
  }
];

/** Every Stop there may be: ours, and the one of jupyter-ai. */
const STOPS = '.jp-StopStream-stop, .jp-jai-stopButton';

/**
 * Stop an answer before its first token, one midway, and one that stalls. There is one Stop each
 * time; what was stopped is let go of, says so, and is not begun again.
 *
 * @param chat - A chat in which nothing was asked yet.
 * @param model - What answers in it.
 * @param row - Where the table of what was seen to be stopped has it.
 */
export async function stopThree(
  chat: Chat,
  model: Model,
  row: string
): Promise<void> {
  await model.forget();
  for (const [index, { name, prompt, lastToken }] of SITUATIONS.entries()) {
    await chat.ask(prompt);
    if (lastToken === undefined) {
      await model.waitFor(({ produced }) => produced === 0, index);
    } else {
      await chat.waitForToken(lastToken);
    }
    await expect(chat.page.locator(STOPS)).toHaveCount(1);
    await chat.stop();
    const completion = await model.letGo(index);
    expect(completion.produced).toBeLessThan(completion.length);
    await expect(chat.label).toHaveCount(index + 1);
    await expect(chat.label.last()).toContainText('Stopped early');
    await expect(chat.stopButton).toHaveCount(0);
    await expect(chat.sendButton).toBeVisible();
    // Before its first token there is a prompt, and no reply.
    await expect
      .poll(async () => (await chat.saved()).length)
      .toBe(2 * index + 1);
    const last = await chat.waitForStatus('interrupted');
    expect(last.metadata?.stop_stream?.receipt).toBe('cancelled');
    if (lastToken !== undefined) {
      expect(words(completion.text)).toEqual(
        expect.arrayContaining(words(last.body))
      );
      expect(await chat.replyWords()).toEqual(words(last.body));
    }
    sawStop({
      row,
      situation: name,
      receipt: 'cancelled',
      let_go_ms: await chat.untilLetGo(completion)
    });
  }
}

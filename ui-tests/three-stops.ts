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
  { name: 'midway', prompt: 'rate=50 length=6000', lastToken: 20 },
  {
    name: 'in a stall',
    prompt: 'rate=100 length=400 stall_at=30',
    lastToken: 29
  }
];

/** Every Stop there may be: ours, and those of jupyter-ai, in the server and in the page. */
export const STOPS = [
  '.jp-StopStream-stop',
  '.jp-jai-stopButton',
  'button[title="Stop streaming"]',
  'button[title="Stop generating"]'
]
  .map(selector => `${selector}:visible`)
  .join(', ');

interface IStopThreeOptions {
  /** Whether the chat is a file of the server. */
  readonly isSaved?: boolean;
}

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
  row: string,
  { isSaved = true }: IStopThreeOptions = {}
): Promise<void> {
  await model.forget();
  for (const [index, { name, prompt, lastToken }] of SITUATIONS.entries()) {
    await chat.ask(prompt);
    if (lastToken === undefined) {
      await model.waitFor(({ produced }) => produced === 0, index);
    } else {
      await chat.waitForToken(lastToken);
    }
    await expect(chat.area.locator(STOPS)).toHaveCount(1);
    await chat.stop();
    const completion = await model.letGo(index);
    expect(completion.produced).toBeLessThan(completion.length);
    await expect(chat.label).toHaveCount(index + 1);
    await expect(chat.label.last()).toContainText('Stopped early');
    await expect(chat.stopButton).toHaveCount(0);
    await expect(chat.sendButton).toBeVisible();
    // Before its first token there is a prompt, and no reply.
    await expect(chat.messages).toHaveCount(2 * index + 1);
    if (lastToken !== undefined) {
      expect(words(completion.text)).toEqual(
        expect.arrayContaining(await chat.replyWords())
      );
    }
    if (isSaved) {
      await expectSaved(chat, 2 * index + 1);
    }
    sawStop({
      row,
      situation: name,
      receipt: 'cancelled',
      let_go_ms: await chat.untilLetGo(completion)
    });
  }
}

async function expectSaved(chat: Chat, count: number): Promise<void> {
  await expect.poll(async () => (await chat.saved()).length).toBe(count);
  const { body, metadata } = await chat.waitForStatus('interrupted');
  expect(metadata?.stop_stream?.receipt).toBe('cancelled');
  expect(await chat.replyWords()).toEqual(words(body));
}

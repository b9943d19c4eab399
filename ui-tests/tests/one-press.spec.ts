import type { Chat } from '../chat';
import { stopsByWebSocket } from '../connections';
import { expect, test } from '../fixtures';

/**
 * Where a button is, for what is done to whatever is there.
 */
async function centerOf(chat: Chat): Promise<readonly [number, number]> {
  const box = await chat.stopButton.boundingBox();
  return [
    (box?.x ?? 0) + (box?.width ?? 0) / 2,
    (box?.y ?? 0) + (box?.height ?? 0) / 2
  ];
}

test.describe('one press', () => {
  test('is a double click on Stop, with a draft that stays, and nothing else is clicked', async ({
    chat,
    model
  }) => {
    const stops = stopsByWebSocket(chat.page);
    await chat.reload();
    await chat.ask('rate=50 length=4000');
    await chat.waitForToken(20);
    await chat.input.fill('A draft.');
    const [x, y] = await centerOf(chat);
    // The second click comes when the answer has ended and the buttons have moved.
    await chat.page.mouse.move(x, y);
    await chat.page.mouse.down({ clickCount: 1 });
    await chat.page.mouse.up({ clickCount: 1 });
    await chat.page.waitForFunction(
      () => !document.querySelector('.jp-StopStream-stop')
    );
    await chat.page.mouse.down({ clickCount: 2 });
    await chat.page.mouse.up({ clickCount: 2 });
    await model.letGo();
    await chat.waitForStatus('interrupted');
    await expect(chat.label).toContainText('Stopped early');
    await expect(chat.page.locator('.jp-Dialog')).toHaveCount(0);
    await expect(chat.input).toHaveValue('A draft.');
    expect(stops).toHaveLength(1);
    expect(await chat.saved()).toHaveLength(2);
  });

  test('is a fast double click on Stop: it is not forced', async ({
    chat,
    model
  }) => {
    const stops = stopsByWebSocket(chat.page);
    await chat.reload();
    await chat.ask('rate=200 length=6000');
    await chat.waitForToken(20);
    await chat.stopButton.dblclick();
    await model.letGo();
    await chat.waitForStatus('interrupted');
    expect(stops).toHaveLength(1);
    await expect(chat.label).toHaveText(/^Stopped early/);
  });

  test('is a held Enter on Stop: the draft is not sent, though the focus goes to it', async ({
    chat,
    model
  }) => {
    const stops = stopsByWebSocket(chat.page);
    await chat.reload();
    await chat.ask('rate=50 length=4000');
    await chat.waitForToken(20);
    await chat.input.fill('A draft.');
    await chat.stopButton.focus();
    await chat.page.keyboard.down('Enter');
    await chat.page.keyboard.down('Enter');
    await expect(chat.stopButton).toHaveCount(0);
    await expect(chat.input).toBeFocused();
    for (let count = 0; count < 5; count++) {
      await chat.page.keyboard.down('Enter');
    }
    await chat.page.keyboard.up('Enter');
    await model.letGo();
    await chat.waitForStatus('interrupted');
    expect(stops).toHaveLength(1);
    await expect(chat.input).toHaveValue('A draft.');
    expect(await chat.saved()).toHaveLength(2);
    // The next press of the same key is one of its own.
    await chat.page.keyboard.press('Enter');
    await expect(chat.input).toHaveValue('');
    await expect(chat.messages).toHaveCount(4);
  });

  test('is a double click on Regenerate: it is asked again once', async ({
    chat,
    model
  }) => {
    await chat.ask('rate=50 length=4000');
    await chat.waitForToken(20);
    await chat.stop();
    await model.letGo();
    await chat.regenerateButton.dblclick();
    await model.waitFor(({ produced }) => produced > 20, 1);
    await chat.stop();
    await model.letGo(1);
    await expect(chat.label).toHaveCount(2);
    await expect(chat.stopButton).toHaveCount(0);
    expect(await model.completions()).toHaveLength(2);
  });

  test('is a double click on what opens the menu, which stays open', async ({
    chat,
    model
  }) => {
    await chat.ask('rate=20 length=4000 first');
    await model.waitFor(({ produced }) => produced > 5, 0);
    await chat.choose('Second');
    await chat.ask('rate=20 length=4000 second');
    await model.waitFor(({ produced }) => produced > 5, 1);
    await chat.moreButton.dblclick();
    await expect(chat.menu).toBeVisible();
    await chat.menu.getByRole('menuitem', { name: 'Stop all' }).dblclick();
    await model.letGo(0);
    await model.letGo(1);
    await expect(chat.label).toHaveCount(2);
    await expect(chat.menu).toHaveCount(0);
  });
});

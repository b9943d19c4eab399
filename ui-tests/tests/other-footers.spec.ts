import { Chat } from '../chat';
import { expect, test } from '../fixtures';

interface ISection {
  readonly position: 'left' | 'center' | 'right';
  /** A React component, of which a string is one. */
  readonly component: () => string;
}

declare module '@jupyterlab/galata/lib/extension' {
  interface IPluginNameToInterfaceMap {
    'jupyterlab-chat/footerRegistry': {
      addSection(section: ISection): void;
    };
  }
}

test('the label stands beside what other extensions put below a message, on each side', async ({
  page,
  model,
  tmpPath
}) => {
  await page.evaluate(async () => {
    const registry = await window.galata.getPlugin(
      'jupyterlab-chat/footerRegistry'
    );
    for (const position of ['left', 'center', 'right'] as const) {
      registry?.addSection({ position, component: () => `Also ${position}.` });
    }
  });
  const chat = await new Chat({ page, path: `${tmpPath}/main.chat` }).create();
  await chat.ask('rate=50 length=6000');
  await chat.waitForToken(20);
  await chat.stop();
  await model.letGo();
  await expect(chat.label).toContainText('Stopped early');
  await expect(chat.label).toBeVisible();
  for (const position of ['left', 'center', 'right']) {
    const others = chat.area.getByText(`Also ${position}.`);
    await expect(others).toHaveCount(2);
    await expect(others.last()).toBeVisible();
  }
  await chat.regenerateButton.click();
  await expect(chat.stopButton).toBeVisible();
});

import { askWhatGoesOn } from '../asked-for';
import { expect, test } from '../fixtures';

test('an answer goes on when its page is closed, and is stopped when it is opened again', async ({
  chat,
  model
}) => {
  await chat.ask('rate=50 length=6000');
  await chat.waitForToken(20);
  await chat.page.evaluate(() => window.location.replace('about:blank'));
  await askWhatGoesOn(chat.page.request);
  const { produced } = await model.waitFor(({ produced }) => produced > 20);
  await model.waitFor(completion => completion.produced > produced + 100);

  await chat.page.goto();
  await chat.open();
  await chat.waitForToken(produced + 100);
  await expect(chat.stopButton).toBeVisible();
  await chat.stop();
  const completion = await model.letGo();
  expect(completion.produced).toBeLessThan(completion.length);
  await expect(chat.label).toContainText('Stopped early');
  await expect(chat.stopButton).toHaveCount(0);
});

test('an answer that nobody has had open for as long as the server lets it is stopped, and says so', async ({
  chat,
  model
}) => {
  await chat.ask('rate=20 length=4000');
  await chat.waitForToken(20);
  await chat.page.evaluate(() => window.location.replace('about:blank'));
  const completion = await model.letGo();
  expect(completion.produced).toBeLessThan(completion.length);

  await chat.page.goto();
  await chat.open();
  await expect(chat.label).toContainText(
    'Stopped: nobody had it open for 25 s (limit)'
  );
  await expect(chat.continueButton).toBeVisible();
  await expect(chat.stopButton).toHaveCount(0);
});
